import type { IommuGroupFacts } from '../../inventory/inventory';
import type { PciAddress } from '../../model/units';
import { claimantOf, describeUsers, holdersInGroup } from '../../resolve/holders';
import type { ResolvedHost, ResolvedPf, ResolvedVf } from '../../resolve/resolved';
import {
  COMPLIANT,
  NOT_APPLICABLE,
  type Rule,
  tokenAmong,
  type Unknown,
  unknown,
  type Verdict,
  violation,
  unknownToken,
} from '../rule';
import { cardOfAddress, inBrackets } from '../shared/pf';
import { goesToVm } from '../shared/use';
import { counted, joined, listed } from '../shared/words';

export const IOM_002: Rule = {
  id: 'IOM-002',
  title: 'the IOMMU group of a VF holds nothing but VFs of its tenant',
  severity: 'error',
  protects:
    'An IOMMU group is the smallest thing that can be assigned: members reach each other without the IOMMU, and vfio gives all of a group to one VM or none.',
  source:
    'vfio; ACS of the ports above decides on groups, once, at discovery. Measured behind a switch without ACS: port, PF and all VFs share one group',
  fix: 'Move the card to a slot whose ports do ACS, or turn ACS on in the firmware setup, and reboot',
  on: 'physicalFunction',
  check: (pf, host) => {
    if (pf.facts === null || host.inventory.host.iommu.enabled === false) return NOT_APPLICABLE;
    const assigned = pf.virtualFunctions.filter(isJudged);
    if (assigned.length === 0) return NOT_APPLICABLE;
    const future = futureGroup(assigned, pf);
    if (future === ALONE && assigned.every(isAloneOrNew)) return COMPLIANT;
    const groups = groupsOf(assigned, future);
    if (groups === null) return unknown('IOMMU group of the PF');
    const verdicts: Verdict[] = [];
    for (const group of groups) {
      const verdict = judgeGroup(group, pf, host);
      if (verdict) verdicts.push(verdict);
    }
    return verdicts.length === 0 ? COMPLIANT : verdicts;
  },
};

function isAloneOrNew({ facts }: ResolvedVf): boolean {
  return facts === null || facts.iommuGroup === null || facts.iommuGroup.members.length === 1;
}

function isAssigned(vf: ResolvedVf): boolean {
  return goesToVm(vf.settings, vf.attachment !== null);
}

/** VFs with driver `none` are left to their VM manager, which looks at their groups itself. */
function isJudged(vf: ResolvedVf): boolean {
  return vf.settings.driver !== 'none' && isAssigned(vf);
}

/** A group of several members that assigned VFs are in, or will be. */
interface VfGroup {
  readonly id: number;
  /** Members now. */
  readonly members: readonly PciAddress[];
  readonly vfs: Set<ResolvedVf>;
  /** Some of the VFs do not exist yet. */
  joining: boolean;
}

/** Groups of the VFs; VFs alone in their group are left out. null when nothing tells where new VFs will be. */
function groupsOf(vfs: readonly ResolvedVf[], future: IommuGroupFacts | null): VfGroup[] | null {
  const groups = new Map<number, VfGroup>();
  for (const vf of vfs) {
    const seen = vf.facts?.iommuGroup ?? null;
    const facts = seen ?? future;
    if (facts === null) return null;
    if (facts === ALONE || facts.members.length === 1) continue;
    const group = groups.get(facts.id) ?? { id: facts.id, members: facts.members, vfs: new Set(), joining: false };
    groups.set(facts.id, group);
    group.vfs.add(vf);
    if (seen === null) group.joining = true;
  }
  return [...groups.values()];
}

/** Stands for the group of its own that each new VF will have. */
const ALONE: IommuGroupFacts = { id: -1, members: [] };

/** Group of the VFs that are still to be created: as that of their siblings, else as the PF's; null when neither is known. */
function futureGroup(vfs: readonly ResolvedVf[], pf: ResolvedPf): IommuGroupFacts | null {
  for (const { facts } of vfs) if (facts?.iommuGroup?.members.length === 1) return ALONE;
  const group = pf.facts?.iommuGroup ?? null;
  return group === null || newVfsJoin(group, pf) ? group : ALONE;
}

/**
 * Whether VFs that are still to be created will be in the PF's group: they will when the group reaches beyond the card,
 * to the port above it, since that port isolates nothing. Sibling functions of one card without ACS share a group of
 * their own, which VFs do not join.
 */
function newVfsJoin(group: IommuGroupFacts, pf: ResolvedPf): boolean {
  const address = pf.facts?.address ?? '';
  const card = cardOfAddress(address, false);
  return group.members.some((member) => member !== address && cardOfAddress(member, false) !== card);
}

function judgeGroup(group: VfGroup, pf: ResolvedPf, host: ResolvedHost): Verdict | undefined {
  const assigned = assignedVfsByAddress(host);
  const held = new Set(group.vfs);
  const foreign: string[] = group.joining ? [`${pf.facts?.address} (its PF)`] : [];
  for (const member of group.members) {
    const vf = assigned.get(member);
    if (vf !== undefined) held.add(vf);
    else if (member !== pf.facts?.address) {
      if (!isPortAbove(member, pf)) foreign.push(member);
    } else if (!group.joining) foreign.unshift(`${member} (its PF)`);
  }
  if (foreign.length > 0) return outsiders(group, foreign, pf);
  return tenantToken(held) ?? shared(group, [...held], pf) ?? heldByAnother(group, [...held], pf);
}

function outsiders(group: VfGroup, foreign: readonly string[], pf: ResolvedPf): Verdict {
  const share = group.joining ? 'will share' : group.vfs.size === 1 ? 'shares' : 'share';
  return violation({
    message: `${counted(group.vfs.size, 'VF')} for VMs ${share} IOMMU group ${group.id} with ${listed(foreign)} ${inBrackets(pf)}`,
    found: `group ${group.id} with ${counted(group.members.length, 'member')}`,
    limit: 'VFs of one tenant',
  });
}

/** Two tenants in one group, or two VMs. */
function shared(group: VfGroup, held: readonly ResolvedVf[], pf: ResolvedPf): Verdict | undefined {
  const found = `group ${group.id} with ${counted(group.members.length, 'member')}`;
  const tenants = distinct(held.map((vf) => (vf.use.tenant === undefined ? 'no tenant' : `tenant ${vf.use.tenant}`)));
  if (tenants.length > 1) {
    const message = `VFs of ${joined(tenants)} share IOMMU group ${group.id} ${inBrackets(pf)}`;
    return violation({ message, found, limit: 'VFs of one tenant' });
  }
  const vms = distinct(held.flatMap((vf) => vf.attachment?.wanted.vm ?? []));
  if (vms.length < 2) return undefined;
  const message = `VFs of ${listed(vms)} share IOMMU group ${group.id}, and vfio gives a group to one VM at a time ${inBrackets(pf)}`;
  return violation({ message, found, limit: 'VFs of one VM' });
}

/** VFs of no attachment may be any VM's; what holds the VF of an attachment is OPS-010's. */
function heldByAnother(group: VfGroup, held: readonly ResolvedVf[], pf: ResolvedPf): Verdict | undefined {
  const own = [...group.vfs].find((vf) => vf.attachment !== null);
  if (own?.attachment == null) return undefined;
  const { wanted, path } = own.attachment;
  const users = held.flatMap(({ facts }) => facts?.users ?? []);
  for (const { index, attachment, facts } of held) {
    if (attachment !== null || facts === null) continue;
    const { others, unclear } = holdersInGroup(facts.users, users, claimantOf(wanted, own.settings));
    const holders = others.length > 0 ? others : unclear;
    if (holders.length === 0) {
      const [missing] = facts.usersUnknown;
      if (missing !== undefined) return unknown(missing);
      continue;
    }
    if (wanted.unresolved.includes('vm')) return unknownToken(['vm']);
    const doubt = others.length > 0 ? '' : `, and nothing says whether that is ${wanted.vm}`;
    return violation({
      path,
      message: `VF ${index} (${facts.address}) is in IOMMU group ${group.id} with VF ${own.index} of ${wanted.vm}, and is held by ${describeUsers(holders)}${doubt}; vfio gives a group to one VM at a time ${inBrackets(pf)}`,
      found: describeUsers(holders),
      limit: `${wanted.vm}, or no user`,
      limitSource: `users of ${facts.address}`,
      fix: `Take VF ${index} from its holder, or give ${wanted.vm} a VF of another group; a card in a slot whose ports do ACS has a group for each VF`,
      ...(others.length === 0 && { severity: 'warning' as const }),
    });
  }
  return undefined;
}

function tenantToken(vfs: ReadonlySet<ResolvedVf>): Unknown | undefined {
  for (const vf of vfs) {
    const token = vf.use.tenant === undefined ? tokenAmong(vf.unresolved, 'tenant') : undefined;
    if (token) return token;
  }
  return undefined;
}

/** VFs of the host that go to VMs, by address: only asked for when a group has several members. */
function assignedVfsByAddress(host: ResolvedHost): Map<PciAddress, ResolvedVf> {
  const vfs = new Map<PciAddress, ResolvedVf>();
  for (const pf of host.physicalFunctions) {
    for (const vf of pf.virtualFunctions) {
      const address = vf.facts?.address ?? vf.address;
      if (address !== null && isAssigned(vf)) vfs.set(address, vf);
    }
  }
  return vfs;
}

/** A port is no device that anybody is given; that it is in the group says why the others are. */
function isPortAbove(member: PciAddress, pf: ResolvedPf): boolean {
  return pf.facts?.upstreamLinks.some((link) => link.address === member) ?? false;
}

function distinct(values: readonly string[]): string[] {
  return [...new Set(values)];
}
