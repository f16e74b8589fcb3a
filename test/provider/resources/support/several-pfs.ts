import type { Inventory, PhysicalFunctionFacts } from '../../../../lib/inventory/inventory';
import { igbHost } from '../../../apply/hosts';

/** Addresses of PFs. */
export const SEVERAL: readonly string[] = Array.from({ length: 5 }, (_, n) => `0000:3${n}:00.0`);

/** A host with several cards like the first one. */
export function severalPfs(): Inventory {
  const host = igbHost();
  const [first] = host.physicalFunctions;
  if (first === undefined) throw new Error('there is no PF');
  return { ...host, physicalFunctions: SEVERAL.map((address, n) => cardAt(first, address, n)) };
}

function cardAt(pf: PhysicalFunctionFacts, address: string, n: number): PhysicalFunctionFacts {
  if (pf.network === null) return pf;
  const mac = `3c:fd:fe:00:00:1${n}`;
  const interfaces = pf.network.interfaces.map((netdev) => ({
    ...netdev,
    name: `eth${n}`,
    mac,
    permanentMac: mac,
  }));
  return {
    ...pf,
    address,
    iommuGroup: { id: 10 + n, members: [address] },
    subordinateBus: 0x31 + n,
    network: { ...pf.network, interfaces },
  };
}
