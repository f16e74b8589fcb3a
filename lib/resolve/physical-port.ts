import { cardOf } from './cards';
import type { ResolvedPf } from './resolved';

export interface PhysicalPort {
  /** The same for PFs of one port, and for no others of the host. */
  readonly key: string;
  readonly found: string;
  readonly source: string;
}

/** The port of the card that a PF's netdev has; null: its driver does not tell. */
export function physicalPortOf(pf: ResolvedPf): PhysicalPort | null {
  const { physicalPort, switchPort } = pf.facts?.network?.interfaces[0] ?? {};
  if (switchPort !== undefined) {
    return { key: switchPort, found: `port ${switchPort}`, source: 'phys_switch_id and phys_port_name' };
  }
  if (physicalPort === undefined) return null;
  // The name is unique within its NIC alone.
  return { key: `${cardOf(pf)} ${physicalPort}`, found: `phys_port_id ${physicalPort}`, source: 'phys_port_id' };
}
