import type { Inventory } from '../inventory/inventory';
import type { Finding } from '../model/finding';
import { deriveMac } from '../model/mac';
import { comparePlain } from '../model/order';
import type { MacAddress } from '../model/units';
import type { WantedAttachment } from '../model/wanted';
import { finding } from './rules';

/** An attachment that is to have an administrative MAC. */
export interface MacCandidate {
  readonly wanted: WantedAttachment;
  readonly host: string;
  /** Stated in the settings. */
  readonly explicit: MacAddress | undefined;
  /** Kept in the lock file. */
  readonly locked: MacAddress | undefined;
}

/**
 * Gives every attachment its MAC: the stated one, else that of the lock file, else one derived from its path. A derived
 * MAC is nobody else's: no stated or kept one and no port's. The order of declaration does not matter.
 *
 * Whether stated MACs are unique is a rule's business (MAC-002).
 */
export function assignMacs(
  candidates: readonly MacCandidate[],
  inventories: readonly Inventory[],
  findings: Finding[],
): ReadonlyMap<WantedAttachment, MacAddress> {
  const macs = new Map<WantedAttachment, MacAddress>();
  const taken = new Set<MacAddress>();
  const keepers = new Map<MacAddress, MacCandidate>();
  const without: MacCandidate[] = [];
  for (const candidate of candidates) {
    const { wanted, explicit, locked } = candidate;
    if (explicit !== undefined) {
      macs.set(wanted, explicit);
      taken.add(explicit);
    } else if (locked === undefined) {
      without.push(candidate);
    } else {
      keep(candidate, locked, keepers, without, findings);
    }
  }
  for (const [mac, { wanted }] of keepers) {
    macs.set(wanted, mac);
    taken.add(mac);
  }
  if (without.length > 0) derive(without, inventories, taken, macs);
  return macs;
}

/** Of two that hold one MAC, the first by path keeps it. */
function keep(
  candidate: MacCandidate,
  mac: MacAddress,
  keepers: Map<MacAddress, MacCandidate>,
  without: MacCandidate[],
  findings: Finding[],
): void {
  const other = keepers.get(mac);
  if (other === undefined) {
    keepers.set(mac, candidate);
    return;
  }
  const isFirst = comparePlain(candidate.wanted.path, other.wanted.path) < 0;
  const [keeper, loser] = isFirst ? [candidate, other] : [other, candidate];
  keepers.set(mac, keeper);
  without.push(loser);
  findings.push(
    finding('LOCK-005', {
      path: loser.wanted.path,
      host: loser.host,
      message: `the lock file gives MAC ${mac} to ${keeper.wanted.path} and to ${loser.wanted.path}`,
      found: mac,
    }),
  );
}

function derive(
  without: MacCandidate[],
  inventories: readonly Inventory[],
  taken: Set<MacAddress>,
  macs: Map<WantedAttachment, MacAddress>,
): void {
  addPorts(inventories, taken);
  without.sort((a, b) => comparePlain(a.wanted.path, b.wanted.path));
  for (const { wanted } of without) {
    let mac = deriveMac(wanted.path);
    for (let salt = 1; taken.has(mac); salt++) mac = deriveMac(wanted.path, salt);
    taken.add(mac);
    macs.set(wanted, mac);
  }
}

function addPorts(inventories: readonly Inventory[], taken: Set<MacAddress>): void {
  for (const { physicalFunctions } of inventories) {
    for (const { network } of physicalFunctions) {
      for (const { mac, permanentMac } of network?.interfaces ?? []) {
        if (permanentMac !== null) taken.add(permanentMac);
        if (mac !== null) taken.add(mac);
      }
    }
  }
}
