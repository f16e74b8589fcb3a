import type { PhysicalFunctionFacts } from '../inventory/inventory';
import type { LockedPf } from '../model/lock';
import type { PfSelector } from '../model/wanted';

/** What is known of a PF: by the inventory, else by its selector. */
export function pfIdentity(host: string, selector: PfSelector, facts: PhysicalFunctionFacts | null): LockedPf {
  const interfaces = facts?.network?.interfaces ?? [];
  const observed = interfaces.find((netdev) => netdev.permanentMac !== null)?.permanentMac ?? undefined;
  const permanentMac = observed ?? selector.permanentMac;
  const serial = permanentMac === undefined ? (facts?.serial ?? selector.serial) : undefined;
  const address = facts?.address ?? selector.address;
  return {
    host,
    ...(address === undefined ? {} : { address }),
    ...(permanentMac === undefined ? {} : { permanentMac }),
    ...(serial === undefined ? {} : { serial }),
  };
}

/** The same with what the lock file knows besides, as long as that does not speak of another PF. */
export function draftIdentity(
  {
    wanted,
    facts,
  }: { readonly wanted: { readonly selector: PfSelector }; readonly facts: PhysicalFunctionFacts | null },
  host: string,
  known: LockedPf | undefined,
): LockedPf {
  const now = pfIdentity(host, wanted.selector, facts);
  if (known === undefined || comparePfs(known, now) === 'different') return now;
  const { address = known.address, permanentMac = known.permanentMac } = now;
  const serial = permanentMac === undefined ? (now.serial ?? known.serial) : undefined;
  return {
    host,
    ...(address === undefined ? {} : { address }),
    ...(permanentMac === undefined ? {} : { permanentMac }),
    ...(serial === undefined ? {} : { serial }),
  };
}

/**
 * How far two descriptions are of one PF.
 *
 * - `certain`: one permanent MAC, or one serial number and function
 * - `likely`: one address on hosts of one name
 * - `possible`: one address on hosts of different names, or too little is known
 * - `different`: something that cannot change differs, or the address
 */
export type PfLikeness = 'certain' | 'likely' | 'possible' | 'different';

export function comparePfs(a: LockedPf, b: LockedPf): PfLikeness {
  if (a.permanentMac !== undefined && b.permanentMac !== undefined) {
    return a.permanentMac === b.permanentMac ? 'certain' : 'different';
  }
  if (a.serial !== undefined && b.serial !== undefined) {
    if (a.serial !== b.serial) return 'different';
    const [one, other] = [functionOf(a), functionOf(b)];
    if (one === other) return 'certain';
    return one === undefined || other === undefined ? 'possible' : 'different';
  }
  if (a.address === undefined || b.address === undefined) return 'possible';
  if (a.address !== b.address) return 'different';
  return a.host === b.host ? 'likely' : 'possible';
}

/** Whether something that cannot change tells the two apart; a card at another address may have been put there. */
export function isOtherCard(a: LockedPf, b: LockedPf): boolean {
  const differ = (one?: string, other?: string) => one !== undefined && other !== undefined && one !== other;
  return differ(a.permanentMac, b.permanentMac) || differ(a.serial, b.serial);
}

/** The ports of a card share its serial number; their functions keep their numbers wherever it is put. */
export function functionOf({ address }: LockedPf): string | undefined {
  return address?.slice(address.indexOf('.') + 1);
}

/** `0000:3b:00.0 of kvm01`, with what tells it from all others. */
export function describeLockedPf({ host, address, permanentMac, serial }: LockedPf): string {
  const known = [permanentMac && `MAC ${permanentMac}`, serial && `serial number ${serial}`].filter(Boolean);
  const where = address === undefined ? `a PF of ${host}` : `${address} of ${host}`;
  return known.length === 0 ? where : `${where} (${known.join(', ')})`;
}
