import type { Demand } from '../../model/demand';
import { grouped } from '../../model/grouped';
import type { ConstructPath } from '../../model/units';
import type { ResolvedAttachment, ResolvedHost } from '../../resolve/resolved';

/**
 * The host as it is after the loss of PFs: their attachments are gone, and VFs of one `haGroup` that are left carry what those
 * that are lost did, each the same part.
 *
 * @param moving VMs that get other VFs in place of those, so that theirs carry no more than before
 */
export function withoutPfs(
  host: ResolvedHost,
  lost: ReadonlySet<ConstructPath>,
  moving: ReadonlySet<string> = new Set(),
): ResolvedHost {
  const gone = host.attachments.filter(({ pfPath }) => lost.has(pfPath));
  if (gone.length === 0) return host;
  const left = host.attachments.filter(({ pfPath }) => !lost.has(pfPath));
  const heirs = grouped(left, groupOf);
  const inherited = new Map<ResolvedAttachment, Demand>();
  for (const attachment of gone) {
    const { demand } = attachment.wanted;
    const group = groupOf(attachment);
    const its = group === null ? [] : (heirs.get(group) ?? []);
    if (demand === undefined || moving.has(attachment.wanted.vm)) continue;
    for (const heir of its) {
      const before = inherited.get(heir) ?? heir.wanted.demand;
      inherited.set(heir, before === undefined ? part(demand, its.length) : added(before, part(demand, its.length)));
    }
  }
  return { ...host, attachments: left.map((attachment) => withDemand(attachment, inherited.get(attachment))) };
}

function withDemand(attachment: ResolvedAttachment, demand: Demand | undefined): ResolvedAttachment {
  return demand === undefined ? attachment : { ...attachment, wanted: { ...attachment.wanted, demand } };
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
