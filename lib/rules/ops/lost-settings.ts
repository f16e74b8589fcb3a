import type { VfNetworkFacts } from '../../inventory/inventory';
import type { VfSettings } from '../../model/settings';
import type { ResolvedPf } from '../../resolve/resolved';
import { joined, rateText } from '../shared/words';

/** What the VFs have now, new ones would not, and nobody states: `VLAN 100 (VF 0)`. */
export function lostSettings(pf: ResolvedPf): string[] {
  return pf.virtualFunctions.flatMap(({ index, facts, settings }) => {
    const found = facts?.network ?? null;
    const lost = found === null ? [] : unstated(found, settings);
    return lost.length === 0 ? [] : [`${joined(lost)} (VF ${index})`];
  });
}

function unstated(found: VfNetworkFacts, stated: VfSettings): string[] {
  const lost: string[] = [];
  if (found.vlan && stated.vlan === undefined) lost.push(`VLAN ${found.vlan}`);
  if (found.spoofCheck === false && stated.spoofCheck === undefined) lost.push('spoof check off');
  if (found.trust === true && stated.trust === undefined) lost.push('trust on');
  if ((found.linkState ?? 'auto') !== 'auto' && stated.linkState === undefined) {
    lost.push(`link state ${found.linkState}`);
  }
  const statesNoRate = stated.minTxRateMbps === undefined && stated.maxTxRateMbps === undefined;
  if (found.minTxRateMbps && statesNoRate) lost.push(`at least ${rateText(found.minTxRateMbps)}`);
  if (found.maxTxRateMbps && statesNoRate) lost.push(`at most ${rateText(found.maxTxRateMbps)}`);
  return lost;
}
