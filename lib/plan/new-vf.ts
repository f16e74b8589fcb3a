import type { VfNetworkFacts } from '../inventory/inventory';
import { ZERO_MAC } from '../model/mac';

/**
 * What a PF's driver reports of a VF that has just come into being. The plan writes every wanted setting that is not
 * known to be there already, so that an unknown default costs a step and never isolation.
 */

/** igb, measured on Linux 6.1 and 6.12; the driver reports no query-RSS setting. */
const MEASURED: VfNetworkFacts = {
  mac: ZERO_MAC,
  vlan: 0,
  vlanQos: 0,
  vlanProtocol: '802.1Q',
  spoofCheck: true,
  trust: false,
  linkState: 'auto',
  minTxRateMbps: 0,
  maxTxRateMbps: 0,
  queryRss: null,
};

/** No VLAN and no rate is what creating VFs means everywhere; the rest differs by driver (mlx5: spoof check off). */
const UNKNOWN: VfNetworkFacts = { ...MEASURED, mac: null, spoofCheck: null, trust: null, linkState: null };

export function newVfNetwork(pfDriver: string | null): VfNetworkFacts {
  return pfDriver === 'igb' ? MEASURED : UNKNOWN;
}
