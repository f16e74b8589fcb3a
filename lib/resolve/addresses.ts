import { operationsOf } from '../catalog/operation-flags';
import { STEADY, takesAny } from '../catalog/operations';
import type { Finding } from '../model/finding';
import { deriveGuid } from '../model/guid';
import { deriveMac } from '../model/mac';
import { comparePlain } from '../model/order';
import type { ConstructPath, MacAddress } from '../model/units';
import { ADDRESSES, type AddressName, VF_SETTINGS, type ValueKinds } from '../model/vf-settings';
import type { Claims } from './claims';
import type { AttachmentDraft, HostDraft, PfDraft } from './draft';
import { finding } from './rules';

/**
 * Gives every attachment of a NIC its addresses: a MAC on Ethernet, GUIDs on InfiniBand. Each is the stated one, else that of
 * the lock file, else one derived from its path and the seed of the lock file. A derived address is nobody else's: no stated or
 * kept one, none of a stack that this run does not have, and no port's. The order of declaration does not matter.
 *
 * None is given where it is a token, nor where somebody else manages the VF; the one of the lock file stays there until
 * it can be given again. Whether stated ones are unique is the business of rules (MAC-002, IB-003).
 */
export function assignAddresses(hosts: readonly HostDraft[], claims: Claims, findings: Finding[]): void {
  for (const name of ADDRESSES) assign(name, hosts, claims, findings);
}

function assign(
  name: AddressName,
  hosts: readonly HostDraft[],
  { lock, reservedAddresses }: Claims,
  findings: Finding[],
): void {
  const assignment = new Assignment(name, lock.macSeed, findings);
  for (const { pfs } of hosts) {
    for (const pf of pfs) {
      if (!takesAddress(name, pf)) continue;
      for (const { attachments } of pf.pools) {
        for (const attachment of attachments) assignment.add(attachment, pf.wanted.externallyManaged);
      }
    }
  }
  assignment.derive(() => [...(name === 'mac' ? portMacs(hosts) : []), ...reservedAddresses[name]]);
}

type AddressKind = Extract<keyof ValueKinds, 'mac' | 'guid'>;

const DERIVE: { readonly [K in AddressKind]: (path: ConstructPath, salt?: number, seed?: string) => string } = {
  mac: deriveMac,
  guid: deriveGuid,
};

class Assignment {
  /** Addresses that are stated, or that the lock file keeps for who is not given one now. */
  private readonly spoken: string[] = [];
  private readonly keepers = new Map<string, AttachmentDraft>();
  private readonly without: AttachmentDraft[] = [];

  public constructor(
    private readonly name: AddressName,
    private readonly seed: string | undefined,
    private readonly findings: Finding[],
  ) {}

  public add(attachment: AttachmentDraft, externallyManaged: boolean): void {
    const { settings, unresolved, entry } = attachment;
    const { name } = this;
    const stated = settings[name];
    const kept = entry?.[name];
    if (stated !== undefined) {
      attachment.addresses[name] = stated;
      this.spoken.push(stated);
    } else if (externallyManaged || unresolved.includes(name)) {
      if (kept !== undefined) this.spoken.push(kept);
    } else {
      if (kept === undefined) this.without.push(attachment);
      else this.keep(attachment, kept);
    }
  }

  /** Of two that hold one address, the first by path keeps it. */
  private keep(attachment: AttachmentDraft, address: string): void {
    const other = this.keepers.get(address);
    const isFirst = other === undefined || comparePlain(attachment.wanted.path, other.wanted.path) < 0;
    const [keeper, loser] = isFirst ? [attachment, other] : [other, attachment];
    keeper.addresses[this.name] = address;
    if (isFirst) this.keepers.set(address, attachment);
    if (loser === undefined) return;
    this.without.push(loser);
    this.findings.push(heldTwice(loser, this.name, address, keeper.wanted.path));
  }

  public derive(others: () => readonly string[]): void {
    if (this.without.length === 0) return;
    const taken = new Set([...this.keepers.keys(), ...this.spoken, ...others()]);
    if (this.deriveApart(taken)) return;
    this.without.sort((a, b) => comparePlain(a.wanted.path, b.wanted.path));
    for (const attachment of this.without) {
      let address = this.derived(attachment);
      for (let salt = 1; taken.has(address); salt++) address = this.derived(attachment, salt);
      taken.add(address);
      attachment.addresses[this.name] = address;
    }
  }

  /** What nearly every fleet finds: no two paths give one address, so that it does not matter who comes first. */
  private deriveApart(taken: ReadonlySet<string>): boolean {
    const derived = new Set<string>();
    for (const attachment of this.without) {
      const address = this.derived(attachment);
      if (taken.has(address) || derived.has(address)) return false;
      derived.add(address);
      attachment.addresses[this.name] = address;
    }
    return true;
  }

  private derived({ wanted }: AttachmentDraft, salt = 0): string {
    return DERIVE[VF_SETTINGS[this.name].value](wanted.path, salt, this.seed);
  }
}

/**
 * Whether VFs of a PF are given such an address: VFs of an InfiniBand port have GUIDs, of any other NIC MACs, those of other
 * devices nothing of the kind. GUIDs that the PF's driver is known to refuse would only stop the plan: IB-004 speaks of them.
 */
function takesAddress(name: AddressName, { deviceClass, linkType, profile }: PfDraft): boolean {
  const { link, value, attribute } = VF_SETTINGS[name];
  if (deviceClass !== 'net' || (linkType ?? 'ethernet') !== link) return false;
  return value === 'mac' || takesAny(operationsOf(profile)[attribute], { ...STEADY, linkType }) !== false;
}

/** Whether an address of the lock file stays there for the day when it is given again: VFs of the PF have such addresses, or may. */
export function keepsAddress(name: AddressName, { deviceClass, linkType }: PfDraft): boolean {
  return deviceClass === 'net' && (linkType === null || linkType === VF_SETTINGS[name].link);
}

function heldTwice({ wanted, host }: AttachmentDraft, name: AddressName, address: string, keeper: string): Finding {
  return finding('LOCK-005', {
    path: wanted.path,
    host,
    message: `the lock file gives ${VF_SETTINGS[name].words} ${address} to ${keeper} and to ${wanted.path}`,
    found: address,
  });
}

function portMacs(hosts: readonly HostDraft[]): MacAddress[] {
  const macs: MacAddress[] = [];
  for (const { inventory } of hosts) {
    for (const { network } of inventory.physicalFunctions) {
      for (const { mac, permanentMac } of network?.interfaces ?? []) {
        if (permanentMac !== null) macs.push(permanentMac);
        if (mac !== null) macs.push(mac);
      }
    }
  }
  return macs;
}
