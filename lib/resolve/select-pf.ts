import type { InterfaceFacts, Inventory, PhysicalFunctionFacts } from '../inventory/inventory';
import type { Finding } from '../model/finding';
import type { PfSelector, WantedPhysicalFunction } from '../model/wanted';
import { finding } from './rules';

/** Candidates that a message lists; a host seldom has more PFs. */
const MOST_LISTED = 12;
/** Of these too: udev gives a netdev two or three. */
const MOST_ALTNAMES = 3;

const SELECTORS: readonly (keyof PfSelector)[] = ['address', 'permanentMac', 'serial', 'slot', 'interfaceName'];

const SELECTOR_WORDS: Readonly<Record<keyof PfSelector, string>> = {
  address: 'address',
  permanentMac: 'permanent MAC',
  serial: 'serial number',
  slot: 'slot',
  interfaceName: 'interface',
};

/** The PF that is meant, or why nobody can tell. */
export interface Selection {
  readonly facts: PhysicalFunctionFacts | null;
  readonly finding: Finding | null;
}

/** Finds the one PF of the inventory that everything in the selector is true of. */
export function selectPf(pf: WantedPhysicalFunction, inventory: Inventory, host: string): Selection {
  const given = givenSelectors(pf.selector);
  if (given.length === 0) return { facts: null, finding: unselected(pf, host) };
  const candidates = inventory.physicalFunctions;
  const matching = candidates.filter((facts) => given.every((name) => matches(facts, name, pf.selector)));
  const [only] = matching;
  if (only !== undefined && matching.length === 1) return { facts: only, finding: null };
  const reason =
    only === undefined
      ? noneMatches(pf, given, candidates, host)
      : (selectedByToken(pf, host) ?? severalMatch(pf, given, matching, host));
  return { facts: null, finding: reason };
}

/** Why a PF without an address cannot be found on a host that nobody has read. */
export function unlocated(pf: WantedPhysicalFunction, host: string): Finding {
  const given = givenSelectors(pf.selector);
  if (given.length === 0) return unselected(pf, host);
  return (
    selectedByToken(pf, host) ??
    finding('SEL-004', {
      path: pf.path,
      host,
      pointer: 'address',
      message: `which PF has ${describeSelector(pf.selector, given)} cannot be told without an inventory of ${host}`,
    })
  );
}

/** A second declaration of a PF. */
export function declaredTwice(
  pf: WantedPhysicalFunction,
  facts: PhysicalFunctionFacts,
  other: WantedPhysicalFunction,
  host: string,
): Finding {
  return finding('SEL-003', {
    path: pf.path,
    host,
    message: `${describeCandidate(facts)} is declared here and as ${other.path}`,
    found: facts.address,
  });
}

function unselected(pf: WantedPhysicalFunction, host: string): Finding {
  return (
    selectedByToken(pf, host) ??
    finding('SEL-001', {
      path: pf.path,
      host,
      pointer: 'address',
      message: 'nothing says which PF of the host is meant',
    })
  );
}

function selectedByToken(pf: WantedPhysicalFunction, host: string): Finding | null {
  const token = SELECTORS.find((name) => pf.unresolved.includes(name));
  if (token === undefined) return null;
  return finding('SEL-005', {
    path: pf.path,
    host,
    pointer: token,
    message: `${token} has no usable value at synth: the PF is neither checked against its host nor planned`,
  });
}

function noneMatches(
  pf: WantedPhysicalFunction,
  given: readonly (keyof PfSelector)[],
  candidates: readonly PhysicalFunctionFacts[],
  host: string,
): Finding {
  const each = given.map((name) => ({ name, found: candidates.filter((facts) => matches(facts, name, pf.selector)) }));
  const missing = each.filter(({ found }) => found.length === 0).map(({ name }) => name);
  if (missing.length > 0) {
    return finding('SEL-001', {
      path: pf.path,
      host,
      pointer: missing[0],
      message: `no PF of ${host} has ${describeSelector(pf.selector, missing)}; ${describeCandidates(candidates)}`,
      found: describeSelector(pf.selector, missing),
    });
  }
  const said = each.map(({ name, found }) => {
    const addresses = found.map((facts) => facts.address).join(' and ');
    return `${describeSelector(pf.selector, [name])} is ${addresses}`;
  });
  return finding('SEL-002', {
    path: pf.path,
    host,
    message: `the selectors contradict each other: ${said.join(', ')}; ${describeCandidates(candidates)}`,
    fix: 'Correct the selectors, or give only the one that is right',
  });
}

function severalMatch(
  pf: WantedPhysicalFunction,
  given: readonly (keyof PfSelector)[],
  matching: readonly PhysicalFunctionFacts[],
  host: string,
): Finding {
  return finding('SEL-002', {
    path: pf.path,
    host,
    pointer: given[0],
    message: `${matching.length} PFs of ${host} have ${describeSelector(pf.selector, given)}: ${listCandidates(matching)}`,
  });
}

function givenSelectors(selector: PfSelector): (keyof PfSelector)[] {
  return SELECTORS.filter((name) => selector[name] !== undefined);
}

function matches(facts: PhysicalFunctionFacts, name: keyof PfSelector, selector: PfSelector): boolean {
  const wanted = selector[name];
  switch (name) {
    case 'address':
      return facts.address === wanted;
    case 'serial':
      return facts.serial === wanted;
    case 'slot':
      return facts.slot === wanted;
    case 'permanentMac':
      return facts.network?.interfaces.some((netdev) => netdev.permanentMac === wanted) ?? false;
    case 'interfaceName':
      return facts.network?.interfaces.some((netdev) => namesOf(netdev).includes(wanted)) ?? false;
  }
}

function namesOf({ name, altNames = [] }: InterfaceFacts): readonly unknown[] {
  return [name, ...altNames];
}

function describeSelector(selector: PfSelector, names: readonly (keyof PfSelector)[]): string {
  return names.map((name) => `${SELECTOR_WORDS[name]} ${selector[name]}`).join(' and ');
}

function describeCandidates(candidates: readonly PhysicalFunctionFacts[]): string {
  return candidates.length === 0 ? 'it has no PF at all' : `it has ${listCandidates(candidates)}`;
}

function listCandidates(candidates: readonly PhysicalFunctionFacts[]): string {
  const listed = candidates.slice(0, MOST_LISTED).map(describeCandidate).join(', ');
  const more = candidates.length - MOST_LISTED;
  return more > 0 ? `${listed} and ${more} more` : listed;
}

/** `0000:3b:00.0 (ens1f0, MAC 3c:fd:fe:00:00:01, slot 1)`: what a selector can be made of. */
function describeCandidate(facts: PhysicalFunctionFacts): string {
  const [netdev] = facts.network?.interfaces ?? [];
  const mac = netdev?.permanentMac ?? netdev?.mac;
  const known = [
    netdev?.name,
    netdev?.altNames && `altname ${netdev.altNames.slice(0, MOST_ALTNAMES).join(' and ')}`,
    mac && `MAC ${mac}`,
    facts.serial && `serial ${facts.serial}`,
    facts.slot && `slot ${facts.slot}`,
  ].filter(Boolean);
  return known.length === 0 ? facts.address : `${facts.address} (${known.join(', ')})`;
}
