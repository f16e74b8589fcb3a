/** One measured or published number of the model. */
export interface Constant {
  readonly name: string;
  readonly value: number;
  readonly unit: string;
  /** Relative standard deviation: how far the number is from that of another machine of the same kind. 0: by definition. */
  readonly spread: number;
  readonly source: string;
}

/** What constants were reckoned to: a number, how sure it is, and what went into it. */
export interface Quantity {
  readonly value: number;
  /** Relative standard deviation. */
  readonly spread: number;
  readonly terms: readonly Constant[];
}

/** A number with the ends of its 80 % interval. */
export interface Range {
  readonly value: number;
  readonly low: number;
  readonly high: number;
}

/** A prediction. */
export interface Estimate extends Range {
  /** What would have to be larger for a higher rate. */
  readonly bottleneck: string;
  /** Constants that it was made of. */
  readonly terms: readonly Constant[];
}

/** Half the width of an 80 % interval of a normal distribution, in standard deviations. */
export const EIGHTY_PERCENT = 1.2816;

/** There is no prediction, and why. */
export interface Unpredictable {
  readonly why: string;
}

/** A number that is given and not measured, such as a frame size. */
export function exactly(value: number): Quantity {
  return { value, spread: 0, terms: [] };
}

export function quantity(constant: Constant): Quantity {
  return { value: constant.value, spread: constant.spread, terms: [constant] };
}

/** Parts that were measured apart: their errors are taken to be independent. */
export function sum(...parts: readonly Quantity[]): Quantity {
  let value = 0;
  let variance = 0;
  for (const part of parts) {
    value += part.value;
    variance += (part.value * part.spread) ** 2;
  }
  return { value, spread: value === 0 ? 0 : Math.sqrt(variance) / Math.abs(value), terms: termsOf(parts) };
}

export function product(...factors: readonly Quantity[]): Quantity {
  let value = 1;
  let variance = 0;
  for (const factor of factors) {
    value *= factor.value;
    variance += factor.spread ** 2;
  }
  return { value, spread: Math.sqrt(variance), terms: termsOf(factors) };
}

/** `dividend / divisor`, which are independent. */
export function quotient(dividend: Quantity, divisor: Quantity): Quantity {
  return product(dividend, { ...divisor, value: 1 / divisor.value });
}

export function scaled(quantity: Quantity, factor: number): Quantity {
  return { ...quantity, value: quantity.value * factor };
}

/** The same number, less sure by what was not known of the case, which `reasons` name. */
export function widened(quantity: Quantity, ...reasons: readonly Constant[]): Quantity {
  return {
    value: quantity.value,
    spread: Math.hypot(quantity.spread, ...reasons.map(({ spread }) => spread)),
    terms: [...quantity.terms, ...reasons],
  };
}

/** `quantity` moved by so many standard deviations; it never changes its sign. */
export function shifted(quantity: Quantity, deviations: number): number {
  return quantity.value * Math.exp(deviations * quantity.spread);
}

export function rangeOf(quantity: Quantity): Range {
  const { value } = quantity;
  return { value, low: shifted(quantity, -EIGHTY_PERCENT), high: shifted(quantity, EIGHTY_PERCENT) };
}

/** A number of above and a quantity, which are independent: their relative errors add up as squares. */
export function ranged({ value, low, high }: Range, by: Quantity): Range {
  if (value === 0) return { value: 0, low: 0, high: high * by.value };
  const half = EIGHTY_PERCENT * by.spread;
  const end = (ratio: number) => Math.hypot(Math.log(ratio), half);
  return {
    value: value * by.value,
    low: low === 0 ? 0 : value * by.value * Math.exp(-end(value / low)),
    high: value * by.value * Math.exp(end(high / value)),
  };
}

export function termsOf(parts: readonly { readonly terms: readonly Constant[] }[]): readonly Constant[] {
  const distinct = new Set<Constant>();
  for (const { terms } of parts) for (const term of terms) distinct.add(term);
  return [...distinct];
}
