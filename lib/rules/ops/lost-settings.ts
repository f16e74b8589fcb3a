import type { ResolvedPf } from '../../resolve/resolved';
import { unstatedSettings } from '../shared/inherited';
import { joined } from '../shared/words';

/** What the VFs have now, new ones would not, and nothing states: `VLAN 100 (VF 0)`. */
export function lostSettings(pf: ResolvedPf): string[] {
  return pf.virtualFunctions.flatMap((vf) => {
    const { minTxRateMbps, maxTxRateMbps } = vf.settings;
    // One rate that is stated is written together with the other as it was.
    const keepsRates = minTxRateMbps !== undefined || maxTxRateMbps !== undefined;
    const lost = unstatedSettings(vf).filter(({ setting }) => !(keepsRates && setting.endsWith('TxRateMbps')));
    return lost.length === 0 ? [] : [`${joined(lost.map(({ words }) => words))} (VF ${vf.index})`];
  });
}
