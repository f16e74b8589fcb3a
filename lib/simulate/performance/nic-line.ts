import type { Bytes, Gbps } from '../../model/units';
import { wireBytes } from './ethernet';
import type { NicFamily } from './nics';
import { type Constant, exactly, type Quantity, quantity } from './quantity';
import type { Resource, System, Use } from './system';

/** Ports of one card that all send, or all receive, frames of one size as fast as they can. */
export interface Line {
  readonly ports: number;
  readonly linkGbps: Gbps;
  readonly frameBytes: Bytes;
  /** null: nothing is known of the card. */
  readonly nic: NicFamily | null;
  /** Ceiling of each port where the caller knows one; it goes before that of the family. */
  readonly portPps?: number;
}

const WIRE: Constant = {
  name: 'wire',
  value: 1,
  unit: 'ratio',
  spread: 0.005,
  source: 'IEEE 802.3; what generators lose of it',
};

const UNKNOWN_CARD: Constant = {
  name: 'packet rate of the card, which is not published',
  value: 1,
  unit: 'ratio',
  spread: 0.3,
  source: 'spread of published cards',
};

/** A flow for each port, whose rates are frames a second. */
export function lineSystem(line: Line): System {
  const resources: Resource[] = [];
  const ports = Array.from({ length: line.ports }, (_, p) => portOf(line, p, resources));
  const card = line.portPps === undefined ? (line.nic?.cardPps ?? null) : null;
  if (card !== null) {
    resources.push({ id: 'card', name: `packet rate of the card (${card.name})`, capacity: quantity(card) });
    for (const uses of ports) uses.push({ resource: 'card', amount: exactly(1) });
  }
  return {
    resources,
    flows: ports.map((uses, p) => ({
      id: `port ${p}`,
      load: { kind: 'open', offered: Number.POSITIVE_INFINITY },
      pathNs: exactly(0),
      uses,
    })),
  };
}

function portOf(line: Line, p: number, resources: Resource[]): Use[] {
  const wire = `wire ${p}`;
  const packets = `packets ${p}`;
  const known = portPpsOf(line);
  const doubt = line.nic === null && known === null ? UNKNOWN_CARD : WIRE;
  resources.push({ id: wire, name: `wire of port ${p}`, capacity: exactly((line.linkGbps * 1e9) / 8) });
  const uses: Use[] = [{ resource: wire, amount: { ...quantity(doubt), value: wireBytes(line.frameBytes) } }];
  if (known !== null) {
    resources.push({ id: packets, name: `packet rate of port ${p}`, capacity: known });
    uses.push({ resource: packets, amount: exactly(1) });
  }
  return uses;
}

function portPpsOf({ portPps, nic }: Line): Quantity | null {
  if (portPps !== undefined) return exactly(portPps);
  const family = nic?.portPps ?? null;
  return family === null ? null : quantity(family);
}
