import { INTERFACE } from '../../inventory/blank';
import type { Inventory, PhysicalFunctionFacts } from '../../inventory/inventory';
import { carriesManagement } from '../../inventory/management';

/** Where the first VF of a PF lies, if nobody said: behind all functions that may stand beside the PF. */
const VF_OFFSET = 128;

const NO_NETWORK = { interfaces: [], linkType: null, eswitchMode: null };

/**
 * An inventory that a host can be made of: what must be there for VFs to be made and set, and what nobody said, is put
 * in, and told.
 *
 * @param presumed nobody read the host. What was read and does not say whether a PF carries the management, or shows no
 * network interface of one, is left so: it is refused as on the host itself
 */
export function furnished(
  inventory: Inventory,
  presumed: boolean,
): { readonly inventory: Inventory; readonly notes: readonly string[] } {
  const notes: string[] = [];
  const physicalFunctions = inventory.physicalFunctions.map((pf, n) => furnishedPf(pf, n, presumed, notes));
  return { inventory: notes.length === 0 ? inventory : { ...inventory, physicalFunctions }, notes };
}

function furnishedPf(pf: PhysicalFunctionFacts, n: number, presumed: boolean, notes: string[]): PhysicalFunctionFacts {
  let facts = pf;
  const { address } = pf;
  if (pf.vfOffset === null || pf.vfStride === null) {
    notes.push(`no VF offset and stride of ${address} are known: the virtual host has ${VF_OFFSET} and 1`);
    facts = { ...facts, vfOffset: VF_OFFSET, vfStride: 1 };
  }
  if (!presumed) return facts;
  if (pf.network !== null && pf.network.interfaces.length === 0 && pf.driver !== null) {
    const name = `virtual${n}`;
    notes.push(`no network interface of ${address} is known: the virtual host has ${name}`);
    facts = { ...facts, network: { ...pf.network, interfaces: [{ ...INTERFACE, name }] } };
  }
  if (carriesManagement(facts) === null) {
    notes.push(`whether the management passes ${address} is not known: that of the virtual host does not`);
    facts = { ...facts, network: { ...(facts.network ?? NO_NETWORK), carriesManagement: false } };
  }
  return facts;
}
