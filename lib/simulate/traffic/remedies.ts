import { roundDown } from '../../model/numbers';
import type { Bytes, ConstructPath, Mbps } from '../../model/units';
import type { ResolvedAttachment, ResolvedHost, ResolvedPf } from '../../resolve/resolved';
import { keeps } from './kept-rates';
import { USUAL_FRAME_BYTES } from './network-lane';
import { portSidesOf } from './network-resources';
import { wirePerFrame } from '../performance/hardware/packets';
import type { HostPrediction } from './prediction';
import { pciDeviceOf, pcieId } from './resource-ids';
import { addressOf } from './resource-table';

/** What would help an attachment that gets too little, computed from the host as it is. */
export class Remedies {
  private readonly pfs: ReadonlyMap<ConstructPath, ResolvedPf>;
  private readonly used: ReadonlyMap<string, number>;

  public constructor(
    private readonly host: ResolvedHost,
    prediction: HostPrediction,
  ) {
    this.pfs = new Map(host.physicalFunctions.map((pf) => [pf.path, pf]));
    this.used = new Map(prediction.resources.map((resource) => [resource.id, resource.used]));
  }

  /** Minimum rate that would keep `mbps`, when the driver keeps minimum rates and the others leave room for it. */
  public minimumRate(attachment: ResolvedAttachment, mbps: Mbps, stoppedBy: string): number | null {
    const pf = this.pfs.get(attachment.pfPath);
    if (pf === undefined || pf.linkMbps === null || keeps(pf, 'minTxRate') !== true) return null;
    if (stoppedBy !== portSidesOf(pf).tx) return null;
    const wanted = Math.ceil(mbps);
    const maximum = attachment.settings.maxTxRateMbps ?? 0;
    if (maximum > 0 && maximum < wanted) return null;
    let others = 0;
    for (const vf of pf.virtualFunctions) {
      if (vf.attachment?.path !== attachment.path) others += vf.settings.minTxRateMbps ?? 0;
    }
    const room = (pf.linkMbps.value * (1 - (pf.wanted.guaranteeHeadroom ?? 0))) / wirePerFrame(frameOf(attachment));
    return others + wanted <= room ? wanted : null;
  }

  /** A NIC with a free VF and this much free in both directions beside the declared demands, in words. */
  public freeNic(attachment: ResolvedAttachment, tx: Mbps, rx: Mbps, stoppedBy: string): string | null {
    const wire = wirePerFrame(frameOf(attachment));
    return this.otherNic(attachment, stoppedBy, (pf, link) => {
      const ids = portSidesOf(pf);
      const free = (side: 'tx' | 'rx') => link - (this.used.get(ids[side]) ?? 0);
      if (free('tx') < tx * wire || free('rx') < rx * wire) return null;
      return `which has ${roundDown(Math.min(free('tx'), free('rx')) / 1000, 3)} Gbit/s free`;
    });
  }

  /** A NIC with a free VF whose even share is this large, in words. */
  public roomyNic(attachment: ResolvedAttachment, mbps: Mbps, stoppedBy: string): string | null {
    const wire = wirePerFrame(frameOf(attachment));
    return this.otherNic(attachment, stoppedBy, (pf, link) => {
      const share = link / wire / (attachmentsOf(pf) + 1);
      return share < mbps ? null : `where its even share is ${roundDown(share / 1000, 3)} Gbit/s`;
    });
  }

  private otherNic(
    attachment: ResolvedAttachment,
    stoppedBy: string,
    judge: (pf: ResolvedPf, linkMbps: Mbps) => string | null,
  ): string | null {
    for (const pf of this.host.physicalFunctions) {
      if (pf.path === attachment.pfPath || pf.deviceClass !== 'net' || pf.linkMbps === null) continue;
      if (!hasFreeVf(pf) || isBehind(pf, stoppedBy)) continue;
      const words = judge(pf, pf.linkMbps.value);
      if (words !== null) return `move it to ${addressOf(pf)}, ${words}`;
    }
    return null;
  }
}

function frameOf(attachment: ResolvedAttachment): Bytes {
  const { demand } = attachment.wanted;
  return demand?.kind === 'network' && demand.frameBytes > 0 ? demand.frameBytes : USUAL_FRAME_BYTES;
}

function attachmentsOf(pf: ResolvedPf): number {
  let count = 0;
  for (const pool of pf.pools) count += pool.attachments.length;
  return count;
}

function hasFreeVf(pf: ResolvedPf): boolean {
  return pf.virtualFunctions.some((vf) => vf.attachment === null);
}

/** Whether the PF's traffic goes over the same PCIe link. */
function isBehind(pf: ResolvedPf, resource: string): boolean {
  const address = addressOf(pf);
  const links = [pciDeviceOf(address), ...(pf.facts?.upstreamLinks ?? []).map((l) => l.address)];
  return links.some((link) => resource === pcieId(link, 'to-host') || resource === pcieId(link, 'to-device'));
}
