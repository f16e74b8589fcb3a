import type { Inventory, PhysicalFunctionFacts } from '../../../inventory/inventory';
import { parseMac } from '../../../model/mac';
import { normalizePciAddress } from '../../../model/pci';
import { attribute, type AttributePath, ProviderError } from '../../schema';
import { type Client, knownSession } from '../client';
import type { GivenConnection } from '../connection/stated';
import { SELECTORS } from '../selectors';
import { namesOf } from './facts';

/** A host as it is now. */
export interface Seen {
  /** For messages. */
  readonly name: string;
  readonly inventory: Inventory;
}

/** @throws ProviderError, and HostUnreachable */
export async function lookAt(client: Client, host: GivenConnection | null): Promise<Seen> {
  const session = knownSession(client, host);
  const { inventory } = await session.look();
  return { name: session.name, inventory };
}

export type PfSelectors = { readonly [K in keyof ReturnType<typeof namesOf>]: string | null };

/** The names of a PF: those that were given as they were written, and the others as the host has them. */
export function namesAs(given: PfSelectors, facts: PhysicalFunctionFacts): PfSelectors {
  const names = namesOf(facts);
  return {
    permanent_mac: given.permanent_mac ?? names.permanent_mac,
    serial: given.serial ?? names.serial,
    slot: given.slot ?? names.slot,
    address: given.address ?? names.address,
  };
}

const NAMES = Object.keys(SELECTORS) as readonly (keyof typeof SELECTORS)[];

/** The spellings of people as hosts write them; what is none matches nothing. */
const NORMAL: Readonly<Record<keyof typeof SELECTORS, (text: string) => string | null>> = {
  permanent_mac: parseMac,
  serial: (text) => text,
  slot: (text) => text,
  address: normalizePciAddress,
};

/**
 * The one PF that all selectors mean.
 *
 * @param at attribute that the selectors stand in
 * @throws ProviderError without a selector, and when none or several PFs are meant
 */
export function selectedPf(
  selectors: PfSelectors,
  { name, inventory }: Seen,
  at: AttributePath = [],
): PhysicalFunctionFacts {
  const given = NAMES.filter((selector) => selectors[selector] !== null);
  const [first] = given;
  if (first === undefined) {
    throw new ProviderError('It is not said which PF is meant', `Set one of ${NAMES.join(', ')}.`, [
      ...at,
      attribute('address'),
    ]);
  }
  const found = inventory.physicalFunctions.filter((facts) => {
    const names = namesOf(facts);
    return given.every(
      (selector) => names[selector] !== null && names[selector] === NORMAL[selector](selectors[selector] ?? ''),
    );
  });
  const [facts] = found;
  if (facts !== undefined && found.length === 1) return facts;
  const wanted = given.map((selector) => `${selector} ${JSON.stringify(selectors[selector])}`).join(' and ');
  const problem =
    found.length === 0 ? `No PF of ${name} has ${wanted}` : `${found.length} PFs of ${name} have ${wanted}`;
  const all = inventory.physicalFunctions.map((pf) => {
    const { permanent_mac, serial, address } = namesOf(pf);
    return [address, permanent_mac ?? serial].filter((each) => each !== null).join(' ');
  });
  throw new ProviderError(
    found.length === 0 ? 'There is no such PF' : 'Several PFs are meant',
    `${problem}. The host has ${all.length === 0 ? 'no PF' : all.join(', ')}.`,
    [...at, attribute(first)],
  );
}
