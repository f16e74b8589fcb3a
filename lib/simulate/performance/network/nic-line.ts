import type { Bytes, Gbps } from '../../../model/units';
import { cardPps, hasCeiling, wireOf } from '../hardware/nic-ceilings';
import type { NicFamily } from '../hardware/nics';
import { exactly, type Quantity, quantity, scaled } from '../system/quantity';
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
  const ceiling = cardPps(nic, 'one-way');
  if (ceiling === null) return;
  for (const [p, uses] of ports.entries()) {
    const card = `card ${Math.floor(p / nic.ports)}`;
    if (p % nic.ports === 0) {
      resources.push({ id: card, name: `packet rate of the card (${ceiling.name})`, capacity: quantity(ceiling) });
    }
    uses.push({ resource: card, amount: exactly(1) });
  }
}

function portOf(line: Line, p: number, resources: Resource[]): Use[] {
  const wire = `wire ${p}`;
  const packets = `packets ${p}`;
  const known = portPpsOf(line);
  resources.push({ id: wire, name: `wire of port ${p}`, capacity: exactly((line.linkGbps * 1e9) / 8) });
  const isRateKnown = known !== null || hasCeiling(line.nic, 'one-way');
  const uses: Use[] = [{ resource: wire, amount: wireOf(line.frameBytes, isRateKnown) }];
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
