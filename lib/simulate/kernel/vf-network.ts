import { NO_DRIVER } from '../../catalog/driver-table';
import type { VfNetworkFacts } from '../../inventory/inventory';
import { newVfNetwork } from '../../plan/new-vf';
import type { MutableVfNetwork, VfState } from './state';

/** Settings of a VF; where the PF's report was not read, what a new VF has stands in for it. */
export function networkOf(vf: VfState): VfNetworkFacts {
  return vf.network ?? newVfNetwork(NO_DRIVER, null);
}

/** The VF's settings to write to. */
export function ownNetwork(vf: VfState): MutableVfNetwork {
  if (vf.ownNetwork === null) {
    vf.ownNetwork = { ...networkOf(vf) };
    vf.network = vf.ownNetwork;
  }
  vf.changed = true;
  return vf.ownNetwork;
}
