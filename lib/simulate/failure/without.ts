import type { Demand } from '../../model/demand';
import type { ConstructPath } from '../../model/units';
import type { ResolvedAttachment, ResolvedHost } from '../../resolve/resolved';

/**
 * The host as it is after the loss of PFs: their attachments are gone, and VFs of one `haGroup` that are left carry what those
 * that are lost did, each the same part.
 */
export function withoutPfs(host: ResolvedHost, lost: ReadonlySet<ConstructPath>): ResolvedHost {
  const gone = host.attachments.filter(({ pfPath }) => lost.has(pfPath));
  if (gone.length === 0) return host;
  const heirs = heirsOf(host.attachments.filter(({ pfPath }) => !lost.has(pfPath)));
  const inherited = new Map<ResolvedAttachment, Demand>();
  for (const attachment of gone) {
    const { demand } = attachment.wanted;
    const left = heirs.get(groupOf(attachment) ?? '') ?? [];
    if (demand === undefined) continue;
    for (const heir of left) {
      const before = inherited.get(heir) ?? heir.wanted.demand;
      inherited.set(heir, before === undefined ? part(demand, left.length) : added(before, part(demand, left.length)));
    }
  }
  const attachments = host.attachments
    .filter(({ pfPath }) => !lost.has(pfPath))
    .map((attachment) => withDemand(attachment, inherited.get(attachment)));
  return { ...host, attachments };
}

function withDemand(attachment: ResolvedAttachment, demand: Demand | undefined): ResolvedAttachment {
  return demand === undefined ? attachment : { ...attachment, wanted: { ...attachment.wanted, demand } };
}

function heirsOf(left: readonly ResolvedAttachment[]): ReadonlyMap<string, readonly ResolvedAttachment[]> {
  const heirs = new Map<string, ResolvedAttachment[]>();
  for (const attachment of left) {
    const group = groupOf(attachment);
    if (group === null) continue;
    const known = heirs.get(group);
    if (known === undefined) heirs.set(group, [attachment]);
    else known.push(attachment);
  }
  return heirs;
}

function groupOf({ wanted: { vm, haGroup } }: ResolvedAttachment): string | null {
  return haGroup === undefined ? null : JSON.stringify([vm, haGroup]);
}

function part(demand: Demand, of: number): Demand {
  if (demand.kind === 'network') return { ...demand, txMbps: demand.txMbps / of, rxMbps: demand.rxMbps / of };
  return { ...demand, iops: demand.iops / of };
}

/** What differs in kind cannot stand in for the other: it stays as it is. */
function added(own: Demand, more: Demand): Demand {
  if (own.kind === 'network' && more.kind === 'network') {
    return { ...own, txMbps: own.txMbps + more.txMbps, rxMbps: own.rxMbps + more.rxMbps };
  }
  if (own.kind === 'block' && more.kind === 'block') return { ...own, iops: own.iops + more.iops };
  return own;
}
