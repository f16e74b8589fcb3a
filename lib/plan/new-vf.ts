import type { DriverBehaviour, NewVfDefaults } from '../catalog/behaviour';
import { VF_NETWORK } from '../inventory/blank';
import type { VfNetworkFacts } from '../inventory/inventory';
import { factIn, type KernelRelease } from '../model/kernel-release';

/** By driver and release, as plans ask for every VF. */
const known = new WeakMap<DriverBehaviour, Map<string | null, VfNetworkFacts>>();

/**
 * What a PF's driver reports of a VF that has just come into being. No VLAN and no rate is what creating VFs means
 * everywhere; the rest differs by driver and kernel. The plan writes every wanted setting that is not known to be there already, so
 * that an unknown default costs a step and never isolation.
 */
export function newVfNetwork(driver: DriverBehaviour, kernel: KernelRelease | null): VfNetworkFacts {
  const ofDriver = known.get(driver) ?? new Map<string | null, VfNetworkFacts>();
  const key = kernel === null ? null : `${kernel.text} ${kernel.isBackported}`;
  let network = ofDriver.get(key);
  if (network === undefined) {
    network = { ...VF_NETWORK, ...defaultsIn(driver.newVf, kernel) };
    known.set(driver, ofDriver.set(key, network));
  }
  return network;
}

function defaultsIn({ mac, spoofCheck, trust, linkState }: NewVfDefaults, kernel: KernelRelease | null) {
  return {
    mac: factIn(mac, kernel),
    spoofCheck: factIn(spoofCheck, kernel),
    trust: factIn(trust, kernel),
    linkState: factIn(linkState, kernel),
  };
}
