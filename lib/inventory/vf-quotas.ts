import { GPU_SETTINGS, type GpuSetting } from '../model/vf-settings';
import type { VirtualFunctionFacts } from './inventory';

/** Quotas of a VF of a GPU; those that are not there, or not known, are left out. */
export type VfQuotaFacts = { readonly [K in GpuSetting]?: number };

/** What is known of the quotas of a VF, without the rest of it. */
export function quotasOf(facts: VirtualFunctionFacts): VfQuotaFacts {
  const found: { -readonly [K in GpuSetting]?: number } = {};
  for (const name of GPU_SETTINGS) if (facts[name] !== undefined) found[name] = facts[name];
  return found;
}
