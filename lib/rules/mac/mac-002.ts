import type { InterfaceFacts } from '../../inventory/inventory';
import type { ResolvedAttachment, ResolvedHost } from '../../resolve/resolved';
import { COMPLIANT, NOT_APPLICABLE, type Rule, type Unknown, unknown, type Violation, violation } from '../rule';
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
    const violations = [...sharedByAttachments(owners), ...sharedWithPorts(hosts, owners)];
    const token = tokenMac(hosts);
    if (token !== undefined) return [...violations, token];
    if (violations.length > 0) return violations;
    return owners.size > 0 ? COMPLIANT : NOT_APPLICABLE;
  },
};

/** The first owner of an address, and the others where there are some. */
interface Owners {
  readonly first: ResolvedAttachment;
  others?: ResolvedAttachment[];
}

function attachmentsByMac(hosts: readonly ResolvedHost[]): Map<string, Owners> {
  const owners = new Map<string, Owners>();
  for (const host of hosts) {
    for (const attachment of host.attachments) {
      if (attachment.mac === null) continue;
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

function sharedWithPort({ path, mac }: ResolvedAttachment, { name }: InterfaceFacts, where: string): Violation {
  return violation({
    message: `mac ${mac} of ${path} is the permanent address of the port ${name} (${where})`,
    path,
    pointer: 'mac',
    ...(mac !== null && { found: mac }),
    limit: 'one owner',
    limitSource: `permanent address of ${where}`,
    fix: 'Give the attachment another mac, or leave mac out to have one derived',
  });
}

function tokenMac(hosts: readonly ResolvedHost[]): Unknown | undefined {
  let count = 0;
  for (const { attachments } of hosts) {
    for (const { unresolved } of attachments) if (unresolved.length > 0 && unresolved.includes('mac')) count += 1;
  }
  return count === 0 ? undefined : unknown(`mac of ${counted(count, 'attachment')} (a token, known only at deploy)`);
}
