import { HOST } from './blank';
import type { InterfaceFacts, Inventory } from './inventory';

/** The inventory as a model of several equal hosts: without what tells one machine, or one card, from another. */
export function asTemplate(inventory: Inventory): Inventory {
  return {
    ...inventory,
    takenAt: null,
    host: { ...inventory.host, hostname: null, machine: HOST.machine },
    physicalFunctions: inventory.physicalFunctions.map((pf) => ({
      ...pf,
      serial: null,
      network: pf.network && { ...pf.network, interfaces: pf.network.interfaces.map(withoutMac) },
    })),
  };
}

function withoutMac(netdev: InterfaceFacts): InterfaceFacts {
  return { ...netdev, mac: null, permanentMac: null };
}
