import type { VirtualFunctionFacts } from '../../inventory/inventory';
import { type GuidName, GUIDS, VF_SETTINGS } from '../../model/vf-settings';
import type { ResolvedAttachment, ResolvedHost, ResolvedPf } from '../../resolve/resolved';
import { COMPLIANT, NOT_APPLICABLE, type Rule, type Unknown, unknownToken, type Violation, violation } from '../rule';
import { recreation } from '../shared/changes';
import { vfAt } from '../shared/vfs';
import { counted, joined } from '../shared/words';

export const IB_003: Rule = {
  id: 'IB-003',
  title: 'every GUID once in the fleet',
  severity: 'error',
  protects:
    'A subnet manager that meets one GUID twice takes both for one node or port: it keeps one of them out of the fabric, or gives the partitions of one to the other.',
  source:
    'InfiniBand Architecture Specification: a GUID names one node or port of a subnet; mlx5 keeps GUIDs of VFs by index',
  fix: 'Give one of them another GUID, or leave it out to have one derived',
  on: 'fleet',
  check(hosts) {
    const violations: Violation[] = [];
    let given = false;
    for (const name of GUIDS) {
      const owners = ownersBy(name, hosts);
      given ||= owners.size > 0;
      violations.push(...sharedByAttachments(name, owners), ...keptByVfs(name, hosts, owners));
    }
    const token = tokenGuid(hosts);
    if (token !== undefined) return [...violations, token];
    if (violations.length > 0) return violations;
    return given ? COMPLIANT : NOT_APPLICABLE;
  },
};

type Owners = ReadonlyMap<string, readonly ResolvedAttachment[]>;

function ownersBy(name: GuidName, hosts: readonly ResolvedHost[]): Owners {
  const owners = new Map<string, ResolvedAttachment[]>();
  for (const { attachments } of hosts) {
    for (const attachment of attachments) {
      const guid = attachment[name];
      if (guid === null) continue;
      const known = owners.get(guid);
      if (known === undefined) owners.set(guid, [attachment]);
      else known.push(attachment);
    }
  }
  return owners;
}

function sharedByAttachments(name: GuidName, owners: Owners): Violation[] {
  const violations: Violation[] = [];
  for (const [guid, [first, second, ...rest]] of owners) {
    if (first === undefined || second === undefined) continue;
    const more = rest.length === 0 ? '' : `, and that of ${rest.length} more`;
    violations.push(
      violation({
        message: `${name} ${guid} is that of ${joined([first.path, second.path])}${more}`,
        path: second.path,
        pointer: name,
        found: guid,
        limit: 'one owner',
      }),
    );
  }
  return violations;
}

/** GUIDs that attachments share with a VF that has its own from before and keeps it: nothing gives it another one. */
function keptByVfs(name: GuidName, hosts: readonly ResolvedHost[], owners: Owners): Violation[] {
  const violations: Violation[] = [];
  for (const host of hosts) {
    for (const facts of host.inventory.physicalFunctions) {
      const pf = host.physicalFunctions.find((one) => one.facts?.address === facts.address);
      if (pf !== undefined && !outlastsPlan(name, pf)) continue;
      for (const vf of facts.virtualFunctions) {
        const guid = vf.network?.[name];
        const owner = guid === undefined ? undefined : owners.get(guid)?.[0];
        if (owner !== undefined && keepsGuid(name, vf, pf, owner)) {
          violations.push(keptByVf(name, vf, owner, `${facts.address} on ${host.name}`));
        }
      }
    }
  }
  return violations;
}

/** Whether VFs have the GUID still after the plan: they stay, or their driver gives it to those that come in their place. */
function outlastsPlan(name: GuidName, pf: ResolvedPf): boolean {
  return recreation(pf) === null || pf.profile?.behaviour?.outliveVfs?.includes(name) === true;
}

function keepsGuid(
  name: GuidName,
  { index }: VirtualFunctionFacts,
  pf: ResolvedPf | undefined,
  owner: ResolvedAttachment,
): boolean {
  if (pf === undefined) return true;
  if (pf.path === owner.pfPath && index === owner.vf) return false;
  return vfAt(pf, index)?.settings[name] === undefined || pf.wanted.externallyManaged;
}

function keptByVf(name: GuidName, vf: VirtualFunctionFacts, owner: ResolvedAttachment, where: string): Violation {
  const { index, users, usersUnknown } = vf;
  const holder = users[0]?.detail;
  const has = holder === undefined ? '' : `, which is in use: ${holder}`;
  return violation({
    message: `${name} ${owner[name]} of ${owner.path} is that of VF ${index} of ${where}${has}, which keeps it`,
    path: owner.path,
    pointer: name,
    found: String(owner[name]),
    limit: 'one owner',
    limitSource: `settings of VF ${index} of ${where}`,
    severity: users.length > 0 || usersUnknown.length > 0 ? 'error' : 'warning',
    fix: `Give the attachment another ${VF_SETTINGS[name].words}, or give VF ${index} another one first: nothing takes a GUID off again`,
  });
}

function tokenGuid(hosts: readonly ResolvedHost[]): Unknown | undefined {
  const names = GUIDS.filter((name) => hosts.some(({ attachments }) => attachments.some(isToken(name))));
  if (names.length === 0) return undefined;
  const count = hosts.flatMap(({ attachments }) =>
    attachments.filter((one) => names.some((name) => isToken(name)(one))),
  );
  return unknownToken(names, `${joined(names)} of ${counted(count.length, 'attachment')}`);
}

function isToken(name: GuidName): (attachment: ResolvedAttachment) => boolean {
  return ({ unresolved }) => unresolved.includes(name);
}
