import type { Constant, Range } from '../performance/system/quantity';
import { UNSETTLED } from '../performance/system/solve';
import { times } from './io';
import type { Latency } from './outlook';

/** A latency with the constants that it rests on. */
export interface Delay extends Latency {
  readonly terms: readonly Constant[];
}

/** Nanoseconds until so many are served at a rate (Little's law); a rate that nothing bounds from below counts as a part of what is expected. */
export function servedNs(count: number, { value, low, high }: Range): Range {
  const nanoseconds = (rate: number) => (1e9 * count) / rate;
  return { value: nanoseconds(value), low: nanoseconds(high), high: nanoseconds(Math.max(low, value / UNSETTLED)) };
}

/** Microseconds of nanoseconds. */
export function micro(nanoseconds: Range): Range {
  return times(nanoseconds, 1e-3);
}
