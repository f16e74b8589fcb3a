import type { PhysicalFunctionFacts } from '../inventory/inventory';
import type { PciAddress } from '../model/units';
import { pfAddress, type ResolvedHost, type ResolvedPf } from './resolved';

/** The functions of one card: those that were declared, and those that only the inventory knows. */
export interface Card {
  readonly declared: readonly ResolvedPf[];
  readonly others: readonly PhysicalFunctionFacts[];
}

/** Resolved hosts never change, and several rules ask: the answer is kept as long as the host is. */
const known = new WeakMap<ResolvedHost, Card[]>();

/** Cards on which the host has a declared PF, in order of declaration. PFs without an address stand alone. */
export function cardsOf(host: ResolvedHost): readonly Card[] {
  let cards = known.get(host);
  if (cards === undefined) {
    cards = readCards(host);
    known.set(host, cards);
  }
  return cards;
}

function readCards(host: ResolvedHost): Card[] {
  const cards = new Map<string, { declared: ResolvedPf[]; others: PhysicalFunctionFacts[] }>();
  const addresses = new Set<string>();
  for (const pf of host.physicalFunctions) {
    const key = cardOf(pf) ?? pf.path;
    const card = cards.get(key);
    if (card === undefined) cards.set(key, { declared: [pf], others: [] });
    else card.declared.push(pf);
    if (pf.facts !== null) addresses.add(pf.facts.address);
  }
  for (const facts of host.inventory.physicalFunctions) {
    if (addresses.has(facts.address)) continue;
    const key = cardOfAddress(facts.address, facts.ariEnabled === true);
    if (key !== null) cards.get(key)?.others.push(facts);
  }
  return [...cards.values()];
}

/**
 * Key of the card that the function sits on: functions of one card share it. With ARI all functions of the bus are one
 * device; otherwise those with the same device number. null when the PF has no usable address.
 */
export function cardOf(pf: ResolvedPf): string | null {
  const address = pfAddress(pf);
  if (address === null) return null;
  return cardOfAddress(address, pf.facts?.ariEnabled === true);
}

/** As `cardOf`, for a function of the inventory that nobody declared. */
export function cardOfAddress(address: PciAddress, ariEnabled: boolean): string | null {
  const end = address.lastIndexOf(ariEnabled ? ':' : '.');
  return end < 0 ? null : address.slice(0, end);
}
