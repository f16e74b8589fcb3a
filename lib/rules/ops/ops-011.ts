import type { PhysicalFunctionFacts } from '../../inventory/inventory';
import { describeUsers, holdersOf, isHostUse } from '../../resolve/holders';
import { describePf, type ResolvedHost, type ResolvedPf } from '../../resolve/resolved';
import { COMPLIANT, NOT_APPLICABLE, type Rule, unknown, unknownToken, type Verdict, violation } from '../rule';
import { portsOfOthers } from '../shared/host-use';
import { type Assignee, assigneeOf } from '../shared/whole-function';
import { counted, joined } from '../shared/words';

export const OPS_011: Rule = {
  id: 'OPS-011',
  title: 'a PF that goes to a VM is used by nothing else',
  severity: 'error',
  protects:
    'A whole function leaves the host when its VM starts: with it go the drive that the host runs from, the bond or bridge ' +
    'that other VMs depend on, or the device of a VM that has it now.',
  source: 'open VFIO groups, libvirt domains, netdevs, bonds, bridges and mounts of the host',
  fix: 'Give the VM another function, or take this one out of use first',
  on: 'physicalFunction',
  check: (pf, host) => {
    const assignee = assigneeOf(pf);
    if (assignee === undefined) return NOT_APPLICABLE;
    if (host.presumed || pf.facts === null) return unknown('what uses the PF now, which only an inventory tells');
    const verdicts = [judgeDrive(pf.facts, assignee, pf), judgeUse(pf.facts, assignee, pf, host)];
    const said = verdicts.filter((verdict) => verdict !== undefined);
    return said.length === 0 ? COMPLIANT : said;
  },
};

/** A drive that the host runs from is never given away; no permission by name reaches that far. */
function judgeDrive({ nvme, address }: PhysicalFunctionFacts, assignee: Assignee, pf: ResolvedPf): Verdict | undefined {
  const namespaces = nvme?.namespaces ?? [];
  const boot = namespaces.filter((namespace) => namespace.boot === true);
  if (boot.length > 0) {
    const which = joined(boot.map(({ nsid }) => `namespace ${nsid}`));
    return violation({
      message: `the drive is assigned to ${assignee.words}, and the host runs from it: ${which} holds its root or boot file system (${describePf(pf)})`,
      pointer: 'assignedToVm',
      found: `${which} with the root or boot file system`,
      limitSource: `mounts of ${address}`,
      fix: 'Give the VM another drive',
    });
  }
  const isKnown = namespaces.every(({ boot: holdsBoot, mounted }) => holdsBoot !== null && mounted !== null);
  return isKnown ? undefined : unknown('whether namespaces of the drive are mounted');
}

function judgeUse(
  facts: PhysicalFunctionFacts,
  assignee: Assignee,
  pf: ResolvedPf,
  host: ResolvedHost,
): Verdict | undefined {
  const { others, unclear } = holdersOf(facts.users, { vm: assignee.vm, driver: 'vfio-pci' });
  const uses = [...others.map((user) => describeUsers([user])), ...usesWithoutUser(facts)];
  if (uses.length > 0) {
    const isAllowed = [facts.address, pf.path].some((name) => host.wanted.policy.allowDisrupt?.includes(name));
    return violation({
      message: `the PF is assigned to ${assignee.words} and is in use: ${joined(uses)} (${describePf(pf)})`,
      pointer: 'assignedToVm',
      found: counted(uses.length, 'user'),
      limit: `${assignee.words}, or no user`,
      limitSource: `users of ${facts.address}`,
      ...(isAllowed && others.every(isHostUse) && { severity: 'warning' as const }),
    });
  }
  if (unclear.length === 0) {
    const [missing] = facts.usersUnknown;
    return missing === undefined ? undefined : unknown(missing);
  }
  if (assignee.vm === null) return unknownToken(['assignedToVm']);
  return violation({
    message: `the PF is assigned to ${assignee.words} and is in use by ${describeUsers(unclear)}, and nothing says whether that is ${assignee.words} (${describePf(pf)})`,
    severity: 'warning',
    pointer: 'assignedToVm',
    found: describeUsers(unclear),
    limit: `${assignee.words}, or no user`,
    limitSource: `users of ${facts.address}`,
    fix: `Make sure that ${assignee.words} is the user, or give the VM another function`,
  });
}

/** What other facts of the PF say of its use, where its list of users does not say it already. */
function usesWithoutUser(facts: PhysicalFunctionFacts): string[] {
  const { nvme, users } = facts;
  const isMountSaid = users.some(({ kind }) => kind === 'mount');
  const mounted = (nvme?.namespaces ?? []).filter((namespace) => namespace.mounted === true && namespace.boot !== true);
  const mounts = isMountSaid ? [] : mounted.map(({ nsid }) => `namespace ${nsid} is mounted`);
  return [...portsOfOthers(facts), ...mounts];
}
