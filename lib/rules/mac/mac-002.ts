import type { InterfaceFacts, VirtualFunctionFacts } from '../../inventory/inventory';
import type { MacAddress } from '../../model/units';
import type { ResolvedAttachment, ResolvedHost, ResolvedPf } from '../../resolve/resolved';
import { COMPLIANT, NOT_APPLICABLE, type Rule, type Unknown, type Violation, violation, unknownToken } from '../rule';
import { recreation } from '../shared/changes';
import { vfAt } from '../shared/vfs';
import { counted, joined } from '../shared/words';

export const MAC_002: Rule = {
  id: 'MAC-002',
  title: 'every MAC once in the fleet',
  severity: 'error',
  protects: 'Two stations with one address take the frames from each other, wherever the same network reaches both.',
  source: 'IEEE 802: an address names one station; a released VF keeps its MAC (sriov-cni issue 125)',
  fix: 'Give one of them another mac, or leave mac out to have one derived',
  on: 'fleet',
  check(hosts) {
    const owners = attachmentsByMac(hosts);
    const violations = [...sharedByAttachments(owners), ...sharedWithPorts(hosts, owners), ...keptByVfs(hosts)];
    const token = tokenMac(hosts);
    if (token !== undefined) return [...violations, token];
    if (violations.length > 0) return violations;
    return owners.size > 0 ? COMPLIANT : NOT_APPLICABLE;
  },
};

/** Drives and InfiniBand ports have no addresses, and a token may be any. */
type Addressed = ResolvedAttachment & { readonly mac: MacAddress };

function isAddressed(attachment: ResolvedAttachment): attachment is Addressed {
  return attachment.mac !== null;
}

/** The first owner of an address, and the others where there are some. */
interface Owners {
  readonly first: Addressed;
  others?: Addressed[];
}

function attachmentsByMac(hosts: readonly ResolvedHost[]): Map<string, Owners> {
  const owners = new Map<string, Owners>();
  for (const host of hosts) {
    for (const attachment of host.attachments.filter(isAddressed)) {
      const mac = attachment.mac.toLowerCase();
      const known = owners.get(mac);
      if (known === undefined) owners.set(mac, { first: attachment });
      else if (known.others === undefined) known.others = [attachment];
      else known.others.push(attachment);
    }
  }
  return owners;
}

function sharedByAttachments(owners: ReadonlyMap<string, Owners>): Violation[] {
  const violations: Violation[] = [];
  for (const [mac, { first, others }] of owners) {
    const [second, ...rest] = others ?? [];
    if (second === undefined) continue;
    const more = rest.length === 0 ? '' : `, and that of ${rest.length} more`;
    violations.push(
      violation({
        message: `mac ${mac} is that of ${joined([first.path, second.path])}${more}`,
        path: second.path,
        pointer: 'mac',
        found: mac,
        limit: 'one owner',
      }),
    );
  }
  return violations;
}

/**
 * Addresses that attachments share with a port of some host. Two ports with one address are left alone: they say only
 * that two hosts were described with the same inventory.
 */
function sharedWithPorts(hosts: readonly ResolvedHost[], owners: ReadonlyMap<string, Owners>): Violation[] {
  const violations: Violation[] = [];
  for (const host of hosts) {
    for (const pf of host.inventory.physicalFunctions) {
      for (const port of pf.network?.interfaces ?? []) {
        const owner = port.permanentMac === null ? undefined : owners.get(port.permanentMac.toLowerCase());
        if (owner !== undefined) violations.push(sharedWithPort(owner.first, port, `${pf.address} on ${host.name}`));
      }
    }
  }
  return violations;
}

function sharedWithPort({ path, mac }: Addressed, { name }: InterfaceFacts, where: string): Violation {
  return violation({
    message: `mac ${mac} of ${path} is the permanent address of the port ${name} (${where})`,
    path,
    pointer: 'mac',
    found: mac,
    limit: 'one owner',
    limitSource: `permanent address of ${where}`,
    fix: 'Give the attachment another mac, or leave mac out to have one derived',
  });
}

/**
 * Addresses that attachments share with another VF of their host, which has its own from before and keeps it: nothing
 * gives it another one, and it is not created anew.
 */
function keptByVfs(hosts: readonly ResolvedHost[]): Violation[] {
  const violations: Violation[] = [];
  for (const host of hosts) {
    const wanted = new Map(host.attachments.filter(isAddressed).map((one) => [one.mac.toLowerCase(), one]));
    for (const facts of host.inventory.physicalFunctions) {
      const pf = host.physicalFunctions.find((one) => one.facts?.address === facts.address);
      if (pf !== undefined && recreation(pf) !== null) continue;
      for (const vf of facts.virtualFunctions) {
        const owner = wanted.get((vf.network?.mac ?? vf.interface?.mac ?? '').toLowerCase());
        if (owner !== undefined && keepsMac(vf, pf, owner)) violations.push(keptByVf(vf, owner, facts.address));
      }
    }
  }
  return violations;
}

function keepsMac({ index }: VirtualFunctionFacts, pf: ResolvedPf | undefined, owner: ResolvedAttachment): boolean {
  if (pf === undefined) return true;
  if (pf.path === owner.pfPath && index === owner.vf) return false;
  const stated = vfAt(pf, index)?.settings.mac;
  return stated === undefined || pf.wanted.externallyManaged;
}

function keptByVf(vf: VirtualFunctionFacts, { path, mac }: Addressed, pf: string): Violation {
  const { index, users, usersUnknown } = vf;
  const holder = users[0]?.detail;
  const has = holder === undefined ? '' : `, which is in use: ${holder}`;
  return violation({
    message: `mac ${mac} of ${path} is that of VF ${index} of ${pf}${has}, which keeps it`,
    path,
    pointer: 'mac',
    found: mac,
    limit: 'one owner',
    limitSource: `settings of VF ${index} of ${pf}`,
    severity: users.length > 0 || usersUnknown.length > 0 ? 'error' : 'warning',
    fix: `Give the attachment another mac, or take this one off VF ${index} first: ip link set PF vf ${index} mac 00:00:00:00:00:00`,
  });
}

function tokenMac(hosts: readonly ResolvedHost[]): Unknown | undefined {
  let count = 0;
  for (const { attachments } of hosts) {
    for (const { unresolved } of attachments) if (unresolved.includes('mac')) count += 1;
  }
  return count === 0 ? undefined : unknownToken(['mac'], `mac of ${counted(count, 'attachment')}`);
}
