import type { DriverBehaviour } from '../catalog/behaviour';
import { VF_NETWORK } from '../inventory/blank';
import type { VfNetworkFacts } from '../inventory/inventory';

const known = new WeakMap<DriverBehaviour, VfNetworkFacts>();

/**
 * What a PF's driver reports of a VF that has just come into being. No VLAN and no rate is what creating VFs means
 * everywhere; the rest differs by driver. The plan writes every wanted setting that is not known to be there already, so
 * that an unknown default costs a step and never isolation.
 */
export function newVfNetwork(driver: DriverBehaviour): VfNetworkFacts {
  let network = known.get(driver);
  if (network === undefined) {
    network = { ...VF_NETWORK, ...driver.newVf };
    known.set(driver, network);
  }
  return network;
}
