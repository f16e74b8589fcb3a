import type { PhysicalFunctionFacts } from '../../inventory/inventory';
import type { ResolvedHost, ResolvedPf } from '../../resolve/resolved';
import { cardOf, cardOfAddress } from './pf';

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
