import type { Bytes, Gbps } from '../../../model/units';
import { wireUse } from '../hardware/ethernet';
import type { NicFamily } from '../hardware/nics';
import { type Constant, exactly, type Quantity, quantity, scaled, widened } from '../system/quantity';
import type { Resource, System, Use } from '../system/system';

/** Ports of one card that all send, or all receive, frames of one size as fast as they can. */
export interface Line {
  readonly ports: number;
  readonly linkGbps: Gbps;
  readonly frameBytes: Bytes;
  /** null: nothing is known of the card. */
  readonly nic: NicFamily | null;
  /** Ceiling of each port where the caller knows one; it goes before that of the family. */
  readonly portPps?: Quantity;
  /** Queues of each port; default: as many as it needs. */
  readonly queues?: number;
  /** Frames a second that are offered to each port; default: more than fit. */
  readonly offered?: number;
}

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
  if (line.portPps === undefined && line.nic !== null) addCards(ports, line.nic, resources);
  return {
    resources,
    flows: ports.map((uses, p) => ({
      id: `port ${p}`,
      load: { kind: 'open', offered: line.offered ?? Number.POSITIVE_INFINITY },
      pathNs: exactly(0),
      uses,
    })),
  };
}

/** Ports fill one card after the other. */
function addCards(ports: readonly Use[][], nic: NicFamily, resources: Resource[]): void {
  if (nic.cardPps === null) return;
  const { name } = nic.cardPps;
  for (const [p, uses] of ports.entries()) {
    const card = `card ${Math.floor(p / nic.ports)}`;
    if (p % nic.ports === 0) {
      resources.push({ id: card, name: `packet rate of the card (${name})`, capacity: quantity(nic.cardPps) });
    }
    uses.push({ resource: card, amount: exactly(1) });
  }
}

function portOf(line: Line, p: number, resources: Resource[]): Use[] {
  const wire = `wire ${p}`;
  const packets = `packets ${p}`;
  const known = portPpsOf(line);
  resources.push({ id: wire, name: `wire of port ${p}`, capacity: exactly((line.linkGbps * 1e9) / 8) });
  const uses: Use[] = [
    {
      resource: wire,
      amount:
        line.nic === null && known === null
          ? widened(wireUse(line.frameBytes), UNKNOWN_CARD)
          : wireUse(line.frameBytes),
    },
  ];
  if (known !== null) {
    resources.push({ id: packets, name: `packet rate of port ${p}`, capacity: known });
    uses.push({ resource: packets, amount: exactly(1) });
  }
  return uses;
}

function portPpsOf({ portPps, nic, queues }: Line): Quantity | null {
  if (portPps !== undefined) return portPps;
  if (nic === null) return null;
  const ofQueues = nic.queuePps === null || queues === undefined ? null : scaled(quantity(nic.queuePps), queues);
  const ofPort = nic.portPps === null ? null : quantity(nic.portPps);
  if (ofQueues === null || ofPort === null) return ofQueues ?? ofPort;
  return ofQueues.value < ofPort.value ? ofQueues : ofPort;
}
