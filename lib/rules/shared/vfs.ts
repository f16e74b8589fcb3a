import type { VfSettings } from '../../model/settings';
import type { VfIndex } from '../../model/units';
import type { ResolvedPf, ResolvedPool, ResolvedVf } from '../../resolve/resolved';
import { NOT_APPLICABLE, type SettingsSubject, type Unknown } from '../rule';
import { isCount, VF_COUNT_IS_A_TOKEN } from './count';

/** The VFs that a pool covers, in order of index. */
export function vfsOfPool(pool: ResolvedPool, pf: ResolvedPf): ResolvedVf[] {
  return pf.virtualFunctions.filter((vf) => vf.pool === pool);
}

/** The VFs that settings are for: those of the pool, or that of the attachment. */
export function vfsOfSubject({ attachment, pool, pf }: SettingsSubject): ResolvedVf[] {
  const vfs = vfsOfPool(pool, pf);
  return attachment === null ? vfs : vfs.filter((vf) => vf.attachment?.path === attachment.path);
}

/** What a rule over the VFs of a PF says when there are none. */
export function withoutVfs(pf: ResolvedPf): Unknown | typeof NOT_APPLICABLE {
  return pf.numVfs === null ? VF_COUNT_IS_A_TOKEN : NOT_APPLICABLE;
}

/** The VF with this index; VFs stand in order, mostly without holes. */
export function vfAt(pf: ResolvedPf, index: VfIndex): ResolvedVf | undefined {
  const likely = pf.virtualFunctions[index];
  return likely?.index === index ? likely : pf.virtualFunctions.find((vf) => vf.index === index);
}

/** Resolved PFs never change: which settings they mention is found out once for all rules. */
const mentioned = new WeakMap<ResolvedPf, ReadonlySet<string>>();

/**
 * Names of all settings that a pool or attachment of the PF states or has a token for. Most rules are about a setting
 * that nobody mentions, and need not look at every VF to find that out.
 */
export function mentionedSettings(pf: ResolvedPf): ReadonlySet<string> {
  const kept = mentioned.get(pf);
  if (kept) return kept;
  const names = new Set<string>();
  for (const { wanted, attachments } of pf.pools) {
    for (const name in wanted.settings) names.add(name);
    for (const name of wanted.unresolved) names.add(name);
    for (const attachment of attachments) {
      for (const name in attachment.wanted.overrides) names.add(name);
      for (const name of attachment.wanted.unresolved) names.add(name);
    }
  }
  mentioned.set(pf, names);
  return names;
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
    } else if (vf.unresolved.includes(name)) {
      incomplete = true;
    } else {
      sum += otherwise(vf);
    }
  }
  return { sum, stated, incomplete };
}
