import { givingBack, primaryShare } from '../../resolve/nvme-primary';
import { describePf, type ResolvedPf } from '../../resolve/resolved';
import { COMPLIANT, NOT_APPLICABLE, type Rule, unknown, type Verdict, violation, unknownToken } from '../rule';
import { modelOf } from '../shared/model-of';
import {
  hasOwnResources,
  heldResources,
  lacksVirtualizationManagement,
  NVME_RESOURCES,
  type NvmeResource,
  sharedResources,
} from '../shared/nvme';
import { sumOverVfs, withoutVfs } from '../shared/vfs';
import { counted } from '../shared/words';

export const NVM_002: Rule = {
  id: 'NVM-002',
  title: 'the queues and interrupts of all secondary controllers fit into what the drive shares out',
  severity: 'error',
  protects:
    'Flexible resources come from one pool, less what the primary controller holds. When it is used up the next VF gets ' +
    'none (status 0x4122) and cannot go online.',
  source:
    'primary controller capabilities of the drive (VQFRT less VQRFAP, VIFRT less VIRFAP), else the catalog; VFs that ' +
    'state nothing count with what they hold, 2 queues and 1 interrupt at least',
  fix: 'Lower nvmeVirtualQueues or nvmeVirtualInterrupts of a pool or the number of VFs, or have the primary controller give back what it holds',
  on: 'physicalFunction',
  check: (pf) => {
    if (pf.deviceClass !== 'nvme') return NOT_APPLICABLE;
    if (pf.virtualFunctions.length === 0) return withoutVfs(pf);
    return [sumWithin(pf, 'vq'), sumWithin(pf, 'vi')];
  },
};

function sumWithin(pf: ResolvedPf, resource: NvmeResource): Verdict {
  const { setting, words, least } = NVME_RESOURCES[resource];
  const held = heldResources(pf, resource);
  const { sum, stated, incomplete } = sumOverVfs(pf, setting, (vf) => Math.max(least, held.get(vf.index) ?? 0));
  if (lacksVirtualizationManagement(pf) || hasOwnResources(pf, resource)) {
    return stated === 0 ? NOT_APPLICABLE : unmanageable(pf, resource, stated);
  }
  const limit = sharedResources(pf, resource);
  if (limit === null) return unknown(`${words} that the secondary controllers of ${modelOf(pf)} share`);
  const elsewhere = heldElsewhere(pf, held);
  const total = sum + elsewhere;
  const lower = `Lower ${setting} of a pool, or the number of VFs`;
  if (total > limit.value) {
    const rest = elsewhere > 0 ? ` and ${elsewhere} that secondary controllers outside the pools hold` : '';
    return violation({
      message: `${counted(pf.virtualFunctions.length, 'VF')} take ${sum} ${words}${rest}, the drive has ${limit.value} to share out${shareText(pf, resource)} (${describePf(pf)})`,
      pointer: setting,
      found: String(total),
      limit: String(limit.value),
      limitSource: limit.source,
      fix: fromPrimary(pf, resource, total) ?? lower,
    });
  }
  return incomplete ? unknownToken([setting]) : COMPLIANT;
}

/** How the primary controller's part comes to the others; null where that would not suffice. */
function fromPrimary({ facts }: ResolvedPf, resource: NvmeResource, needed: number): string | null {
  return facts?.nvme ? givingBack(facts.address, facts.nvme, resource, needed) : null;
}

function shareText({ facts }: ResolvedPf, resource: NvmeResource): string {
  const capabilities = facts?.nvme?.capabilities ?? null;
  if (capabilities === null) return '';
  const { held, total } = primaryShare(capabilities, resource);
  return held === 0 ? '' : `: its primary controller holds ${held} of ${total}`;
}

function unmanageable(pf: ResolvedPf, resource: NvmeResource, stated: number): Verdict {
  const { setting, words, total } = NVME_RESOURCES[resource];
  const [lacks, sign] = lacksVirtualizationManagement(pf)
    ? ['virtualization management', 'OACS bit 7']
    : [`flexible ${words}`, `${total} 0`];
  return violation({
    message: `${words} are stated for ${counted(stated, 'VF')} of a drive without ${lacks} (${describePf(pf)})`,
    pointer: setting,
    limitSource: `${sign} of ${pf.facts?.address}`,
    fix: `Leave ${setting} out: the VFs take what the drive gives them`,
  });
}

/** Resources of secondary controllers that no pool covers, less those that are lost when numVfs goes through 0. */
function heldElsewhere({ facts, numVfs, virtualFunctions }: ResolvedPf, held: ReadonlyMap<number, number>): number {
  if (held.size === 0 || facts === null) return 0;
  const covered = new Set(virtualFunctions.map((vf) => vf.index));
  const lost = facts.numVfs === numVfs ? 0 : facts.numVfs;
  let sum = 0;
  for (const [index, count] of held) if (!covered.has(index) && index >= lost) sum += count;
  return sum;
}
