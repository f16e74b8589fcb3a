import type { ResolvedPf } from '../../resolve/resolved';
import { unknownToken } from '../rule';

/** What decides how many VFs a PF has. */
export const COUNTS = ['numVfs', 'count', 'firstVf'] as const;

/** Said where a rule needs the number of VFs and a token decides it. */
export const VF_COUNT_IS_A_TOKEN = unknownToken(COUNTS, 'number of VFs');

/** A whole number that things can be counted with. What is none has a finding of its own, from where it was read. */
export function isCount(value: number): boolean {
  return Number.isInteger(value) && value >= 0;
}

/** Whether rules about the VFs of a PF have something to look at. */
export function hasVfCount(pf: ResolvedPf): pf is ResolvedPf & { readonly numVfs: number } {
  return pf.numVfs !== null && isCount(pf.numVfs) && pf.numVfs > 0;
}
