import type { Range } from '../simulate/performance/system/quantity';

/** Digits of a number that has an interval. */
const DIGITS = 2;

/** `1.2`, `350`, `12k`: a number of which two digits are worth saying. */
export function rough(value: number): string {
  if (value === 0) return '0';
  const rounded = Number(value.toPrecision(DIGITS));
  if (rounded >= 1e6) return `${rounded / 1e6}M`;
  return rounded >= 1e4 ? `${rounded / 1e3}k` : String(rounded);
}

/** `1.2 (1 to 1.5)`; the ends are those of an 80 % interval, and are left out where they say nothing more. */
export function rangeText({ value, low, high }: Range, of: (value: number) => string = rough): string {
  const [text, from, to] = [of(value), of(low), of(high)];
  return from === text && to === text ? text : `${text} (${from} to ${to})`;
}
