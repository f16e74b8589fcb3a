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
  type Violation,
  violation,
  unknownToken,
} from '../rule';
import { cardOfAddress } from '../../resolve/cards';
import { inBrackets } from '../shared/pf';
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
    const assigned = pf.virtualFunctions.filter((vf) => isAssigned(vf, pf));
    const judged = assigned.filter((vf) => !isLeftToManager(vf));
    const left = assigned.filter(isLeftToManager);
    const verdicts = [...judgeVfs(judged, pf, host), ...judgeLeft(left, judged, pf, host)];
    if (verdicts.length > 0) return verdicts;
    return judged.length === 0 ? NOT_APPLICABLE : COMPLIANT;
  },
};

const GROUP_UNKNOWN = unknown('IOMMU group of the PF');

function judgeVfs(vfs: readonly ResolvedVf[], pf: ResolvedPf, host: ResolvedHost): Verdict[] {
  const groups = sharedGroups(vfs, pf);
  return groups === null ? [GROUP_UNKNOWN] : groups.flatMap((group) => judgeGroup(group, pf, host));
}

/** Their VM manager finds two VMs in one group no sooner than the second one starts; the rest is up to it. */
function judgeLeft(
  left: readonly ResolvedVf[],
  judged: readonly ResolvedVf[],
  pf: ResolvedPf,
  host: ResolvedHost,
): Verdict[] {
  const groups = sharedGroups(left, pf);
  if (groups === null) return vmsOf([...left, ...judged]).length < 2 ? [] : [GROUP_UNKNOWN];
  const verdicts: Verdict[] = [];
  for (const group of groups) {
    const held = heldIn(group, host);
    // A group that one of the others is in has been judged for all its members.
    if (judged.some((vf) => held.has(vf))) continue;
    const verdict = twoVms(group, [...held], pf);
    if (verdict) verdicts.push({ ...verdict, severity: 'warning' });
  }
  return verdicts;
}

function sharedGroups(vfs: readonly ResolvedVf[], pf: ResolvedPf): VfGroup[] | null {
  if (vfs.length === 0) return [];
  const future = futureGroup(vfs, pf);
  return future === ALONE && vfs.every(isAloneOrNew) ? [] : groupsOf(vfs, future);
}

function isAloneOrNew({ facts }: ResolvedVf): boolean {
  return facts === null || facts.iommuGroup === null || facts.iommuGroup.members.length === 1;
}

function isAssigned(vf: ResolvedVf, pf: ResolvedPf): boolean {
  return goesToVm(pf, vf.settings, vf.attachment !== null);
}

/** VFs with driver `none` are left to their VM manager, which looks at their groups itself. */
function isLeftToManager({ settings }: ResolvedVf): boolean {
  return settings.driver === 'none';
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

/** VFs of the group that go to VMs, whichever PF they are of. */
function heldIn(group: VfGroup, host: ResolvedHost): Set<ResolvedVf> {
  const held = new Set(group.vfs);
  const assigned = assignedVfsByAddress(host);
  for (const member of group.members) {
    const vf = assigned.get(member);
    if (vf !== undefined) held.add(vf);
  }
  return held;
}

function judgeGroup(group: VfGroup, pf: ResolvedPf, host: ResolvedHost): Verdict[] {
  const assigned = assignedVfsByAddress(host);
  const held = heldIn(group, host);
  const foreign: string[] = group.joining ? [`${pf.facts?.address} (its PF)`] : [];
  for (const member of group.members) {
    if (assigned.has(member)) continue;
    if (member !== pf.facts?.address) {
      if (!isPortAbove(member, pf)) foreign.push(member);
    } else if (!group.joining) foreign.unshift(`${member} (its PF)`);
  }
  if (foreign.length > 0) return [outsiders(group, foreign, pf)];
  const vfs = [...held];
  const certain = twoTenants(group, vfs, pf) ?? twoVms(group, vfs, pf);
  if (certain) return [certain];
  const token = tenantToken(held);
  return [...(token ? [token] : []), ...heldByAnother(group, vfs, pf)];
}

function outsiders(group: VfGroup, foreign: readonly string[], pf: ResolvedPf): Verdict {
  const share = group.joining ? 'will share' : group.vfs.size === 1 ? 'shares' : 'share';
  return violation({
    message: `${counted(group.vfs.size, 'VF')} for VMs ${share} IOMMU group ${group.id} with ${listed(foreign)} ${inBrackets(pf)}`,
    found: describe(group),
    limit: 'VFs of one tenant',
  });
}

/** A tenant that is a token may be any of the others. */
function twoTenants(group: VfGroup, held: readonly ResolvedVf[], pf: ResolvedPf): Violation | undefined {
  const known = held.filter((vf) => tenantToken([vf]) === undefined);
  const tenants = distinct(known.map((vf) => (vf.use.tenant === undefined ? 'no tenant' : `tenant ${vf.use.tenant}`)));
  if (tenants.length < 2) return undefined;
  const message = `VFs of ${joined(tenants)} share IOMMU group ${group.id} ${inBrackets(pf)}`;
  return violation({ message, found: describe(group), limit: 'VFs of one tenant' });
}

function twoVms(group: VfGroup, held: readonly ResolvedVf[], pf: ResolvedPf): Violation | undefined {
  const vms = vmsOf(held);
  if (vms.length < 2) return undefined;
  const message = `VFs of ${listed(vms)} share IOMMU group ${group.id}, and vfio gives a group to one VM at a time ${inBrackets(pf)}`;
  return violation({ message, found: describe(group), limit: 'VFs of one VM' });
}

function vmsOf(vfs: readonly ResolvedVf[]): string[] {
  return distinct(vfs.flatMap((vf) => vf.attachment?.wanted.vm ?? []));
}

function describe({ id, members }: VfGroup): string {
  return `group ${id} with ${counted(members.length, 'member')}`;
}

/** VFs of no attachment may be any VM's; what holds the VF of an attachment is OPS-010's. */
function heldByAnother(group: VfGroup, held: readonly ResolvedVf[], pf: ResolvedPf): Verdict[] {
  const own = [...group.vfs].find((vf) => vf.attachment !== null);
  if (own?.attachment == null) return [];
  const { wanted, path } = own.attachment;
  const users = held.flatMap(({ facts }) => facts?.users ?? []);
  let doubtful: Violation | undefined;
  let open: Unknown | undefined;
  for (const { index, attachment, facts } of held) {
    if (attachment !== null || facts === null) continue;
    const { others, unclear } = holdersInGroup(facts.users, users, claimantOf(wanted, own.settings));
    const holders = others.length > 0 ? others : unclear;
    if (holders.length === 0) {
      const [missing] = facts.usersUnknown;
      if (missing !== undefined) open ??= unknown(missing);
      continue;
    }
    if (wanted.unresolved.includes('vm')) return [unknownToken(['vm'])];
    const doubt = others.length > 0 ? '' : `, and nothing says whether that is ${wanted.vm}`;
    const found = violation({
      path,
      message: `VF ${index} (${facts.address}) is in IOMMU group ${group.id} with VF ${own.index} of ${wanted.vm}, and is held by ${describeUsers(holders)}${doubt}; vfio gives a group to one VM at a time ${inBrackets(pf)}`,
      found: describeUsers(holders),
      limit: `${wanted.vm}, or no user`,
      limitSource: `users of ${facts.address}`,
      fix: `Take VF ${index} from its holder, or give ${wanted.vm} a VF of another group; a card in a slot whose ports do ACS has a group for each VF`,
      ...(others.length === 0 && { severity: 'warning' as const }),
    });
    if (others.length > 0) return [found];
    doubtful ??= found;
  }
  return [doubtful, open].filter((verdict) => verdict !== undefined);
}

function tenantToken(vfs: Iterable<ResolvedVf>): Unknown | undefined {
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
      if (address !== null && isAssigned(vf, pf)) vfs.set(address, vf);
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
