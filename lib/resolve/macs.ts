import type { Finding } from '../model/finding';
import { deriveMac } from '../model/mac';
import { comparePlain } from '../model/order';
import type { MacAddress } from '../model/units';
import type { Claims } from './claims';
import type { AttachmentDraft, HostDraft, PfDraft } from './draft';
import { finding } from './rules';

/**
 * Gives every attachment of a NIC its MAC: the stated one, else that of the lock file, else one derived from its path
 * and the seed of the lock file. A derived MAC is nobody else's: no stated or kept one, none of a stack that this run does
 * not have, and no port's. The order of declaration does not matter.
 *
 * None is given where it is a token, nor where somebody else manages the VF; the one of the lock file stays there until
 * it can be given again. Whether stated MACs are unique is the
 * business of a rule (MAC-002).
 */
export function assignMacs(hosts: readonly HostDraft[], { lock, reservedMacs }: Claims, findings: Finding[]): void {
  const assignment = new Assignment(lock.macSeed, findings);
  for (const { pfs } of hosts) {
    for (const pf of pfs) {
      if (!takesMac(pf)) continue;
      for (const { attachments } of pf.pools) {
        for (const attachment of attachments) assignment.add(attachment, pf.wanted.externallyManaged);
      }
    }
  }
  assignment.derive(() => [...portMacs(hosts), ...reservedMacs]);
}

class Assignment {
  /** MACs that are stated, or that the lock file keeps for who is not given one now. */
  private readonly spoken: MacAddress[] = [];
  private readonly keepers = new Map<MacAddress, AttachmentDraft>();
  private readonly without: AttachmentDraft[] = [];

  public constructor(
    private readonly seed: string | undefined,
    private readonly findings: Finding[],
  ) {}

  public add(attachment: AttachmentDraft, externallyManaged: boolean): void {
    const { settings, unresolved, entry } = attachment;
    if (settings.mac !== undefined) {
      attachment.mac = settings.mac;
      this.spoken.push(settings.mac);
    } else if (externallyManaged || unresolved.includes('mac')) {
      if (entry?.mac !== undefined) this.spoken.push(entry.mac);
    } else {
      if (entry?.mac === undefined) this.without.push(attachment);
      else this.keep(attachment, entry.mac);
    }
  }

  /** Of two that hold one MAC, the first by path keeps it. */
  private keep(attachment: AttachmentDraft, mac: MacAddress): void {
    const other = this.keepers.get(mac);
    const isFirst = other === undefined || comparePlain(attachment.wanted.path, other.wanted.path) < 0;
    const [keeper, loser] = isFirst ? [attachment, other] : [other, attachment];
    keeper.mac = mac;
    if (isFirst) this.keepers.set(mac, attachment);
    if (loser === undefined) return;
    this.without.push(loser);
    this.findings.push(heldTwice(loser, mac, keeper.wanted.path));
  }

  public derive(others: () => readonly MacAddress[]): void {
    if (this.without.length === 0) return;
    const taken = new Set([...this.keepers.keys(), ...this.spoken, ...others()]);
    if (this.deriveApart(taken)) return;
    this.without.sort((a, b) => comparePlain(a.wanted.path, b.wanted.path));
    for (const attachment of this.without) {
      const { path } = attachment.wanted;
      let mac = deriveMac(path, 0, this.seed);
      for (let salt = 1; taken.has(mac); salt++) mac = deriveMac(path, salt, this.seed);
      taken.add(mac);
      attachment.mac = mac;
    }
  }

  /** What nearly every fleet finds: no two paths give one address, so that it does not matter who comes first. */
  private deriveApart(taken: ReadonlySet<MacAddress>): boolean {
    const derived = new Set<MacAddress>();
    for (const attachment of this.without) {
      const mac = deriveMac(attachment.wanted.path, 0, this.seed);
      if (taken.has(mac) || derived.has(mac)) return false;
      derived.add(mac);
      attachment.mac = mac;
    }
    return true;
  }
}

/** VFs of an InfiniBand port have GUIDs, those of other devices nothing of the kind. */
export function takesMac({ deviceClass, linkType }: PfDraft): boolean {
  return deviceClass === 'net' && linkType !== 'infiniband';
}

function heldTwice({ wanted, host }: AttachmentDraft, mac: MacAddress, keeper: string): Finding {
  return finding('LOCK-005', {
    path: wanted.path,
    host,
    message: `the lock file gives MAC ${mac} to ${keeper} and to ${wanted.path}`,
    found: mac,
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
