import type { VfSettings } from '../../model/settings';
import type { ResolvedPf, ResolvedPool, ResolvedVf } from '../../resolve/resolved';
import { NOT_APPLICABLE, type Unknown } from '../rule';
import { isCount, VF_COUNT_IS_A_TOKEN } from './count';

/** The VFs that a pool covers, in order of index. */
export function vfsOfPool(pool: ResolvedPool, pf: ResolvedPf): ResolvedVf[] {
  return pf.virtualFunctions.filter((vf) => vf.pool === pool);
}

/** What a rule over the VFs of a PF says when there are none. */
export function withoutVfs(pf: ResolvedPf): Unknown | typeof NOT_APPLICABLE {
  return pf.numVfs === null ? VF_COUNT_IS_A_TOKEN : NOT_APPLICABLE;
}

type NumericSetting = {
  [K in keyof VfSettings]-?: VfSettings[K] extends number | undefined ? K : never;
}[keyof VfSettings];

export interface SettingSum {
  /** Over all VFs whose value is known. */
  readonly sum: number;
  /** VFs that state the setting. */
  readonly stated: number;
  /** VFs whose value is a token, or whose number is. */
  readonly incomplete: boolean;
}

/** Adds up a setting over every VF; a VF that does not state it counts with what `otherwise` gives. */
export function sumOverVfs(
  pf: ResolvedPf,
  name: NumericSetting,
  otherwise: (vf: ResolvedVf) => number = () => 0,
): SettingSum {
  let sum = 0;
  let stated = 0;
  let incomplete = pf.numVfs === null;
  for (const vf of pf.virtualFunctions) {
    const value = vf.settings[name];
    if (value !== undefined) {
      // A value that is no count has a finding of its own.
      if (isCount(value)) sum += value;
      stated++;
    } else if (vf.unresolved.length > 0 && vf.unresolved.includes(name)) {
      incomplete = true;
    } else {
      sum += otherwise(vf);
    }
  }
  return { sum, stated, incomplete };
}
