import type { PcieLinkFacts } from '../inventory/inventory';
import type { ResolvedPf } from './resolved';

export interface PcieWay {
  /** The function's own link; null: it has none, or the host was not read. */
  readonly own: PcieLinkFacts | null;
  /** Links of the ports above, nearest first. */
  readonly upstream: readonly PcieLinkFacts[];
}

/** Whether the PF is part of a processor or chipset, and on no PCIe link. */
export function isIntegrated({ device }: Pick<ResolvedPf, 'device'>): boolean {
  return device?.pcie.integrated === true;
}

/**
 * The links that the traffic of a PF crosses on its way to the CPU. A function of a processor or chipset reports a link that is none,
 * and so does the virtual port right above it, which has the other end of the same: 2.5 GT/s x1 of an X722 with four ports of 10 Gbit/s.
 * What is above that port, as the uplink of a chipset, is a link as any other.
 */
export function pcieWay(pf: Pick<ResolvedPf, 'device' | 'facts'>): PcieWay {
  const { facts } = pf;
  if (facts === null) return { own: null, upstream: [] };
  const { link, upstreamLinks } = facts;
  if (!isIntegrated(pf)) return { own: link, upstream: upstreamLinks };
  const [nearest] = upstreamLinks;
  const same = nearest !== undefined && nearest.speedGTs === link.speedGTs && nearest.width === link.width;
  return { own: null, upstream: same ? upstreamLinks.slice(1) : upstreamLinks };
}
