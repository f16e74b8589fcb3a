import type { Inventory, PhysicalFunctionFacts } from '../../../inventory/inventory';

/** By what a PF is known: the first of these that there is tells it from every other. */
export interface PfName {
  readonly permanent_mac: string | null;
  readonly serial: string | null;
  readonly address: string | null;
}

export function nameOf(facts: PhysicalFunctionFacts): PfName {
  return { permanent_mac: permanentMacOf(facts), serial: facts.serial, address: facts.address };
}

export function permanentMacOf({ network }: PhysicalFunctionFacts): string | null {
  return network?.interfaces[0]?.permanentMac ?? null;
}

/** What goes with the card, for what is derived from it. */
export function stableName(facts: PhysicalFunctionFacts): string {
  return permanentMacOf(facts) ?? facts.serial ?? facts.address;
}

/**
 * The PF that this was, wherever it is now; null: it is gone.
 *
 * A permanent MAC decides by itself. A serial number is that of all ports of a card: there the number of the function decides
 * as well. A PF of which neither can be read now (its driver was taken off) is told by its address.
 */
export function findAgain(name: PfName, { physicalFunctions }: Inventory): PhysicalFunctionFacts | null {
  const { permanent_mac, serial, address } = name;
  const there = physicalFunctions.find((facts) => facts.address === address) ?? null;
  if (permanent_mac !== null) {
    const found = physicalFunctions.find((facts) =>
      (facts.network?.interfaces ?? []).some((netdev) => netdev.permanentMac === permanent_mac),
    );
    return found ?? (there !== null && permanentMacOf(there) === null && !isOther(serial, there.serial) ? there : null);
  }
  if (serial !== null) {
    const same = physicalFunctions.filter((facts) => facts.serial === serial);
    const port = (of: string | null) => of?.slice(of.lastIndexOf('.'));
    const found = same.find((facts) => facts === there) ?? same.find((facts) => port(facts.address) === port(address));
    return found ?? (there !== null && there.serial === null ? there : null);
  }
  return there;
}

/** Whether a PF is certainly another one than that. */
export function isAnother(name: PfName, facts: PhysicalFunctionFacts): boolean {
  const mac = permanentMacOf(facts);
  if (name.permanent_mac !== null && mac !== null) return name.permanent_mac !== mac;
  if (name.serial !== null && facts.serial !== null) {
    const port = (of: string | null) => of?.slice(of.lastIndexOf('.'));
    return name.serial !== facts.serial || port(name.address) !== port(facts.address);
  }
  return name.address !== facts.address;
}

const isOther = (a: string | null, b: string | null): boolean => a !== null && b !== null && a !== b;
