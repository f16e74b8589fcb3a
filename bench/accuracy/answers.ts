import {
  EIGHTY_PERCENT,
  type Estimate,
  type Quantity,
  shifted,
  type Unpredictable,
} from '../../lib/simulate/performance/system/quantity';

/** A prediction that needs no system. */
export function estimateOf(quantity: Quantity, bottleneck: string): Estimate {
  return {
    value: quantity.value,
    low: shifted(quantity, -EIGHTY_PERCENT),
    high: shifted(quantity, EIGHTY_PERCENT),
    bottleneck,
    terms: quantity.terms,
  };
}

export function mapped(answer: Estimate | Unpredictable, map: (value: number) => number): Estimate | Unpredictable {
  if ('why' in answer) return answer;
  const [low, high] = [map(answer.low), map(answer.high)].sort((a, b) => a - b);
  return { ...answer, value: map(answer.value), low: low ?? 0, high: high ?? 0 };
}

/** Sum of what flows get. */
export function total(answers: readonly (Estimate | Unpredictable)[]): Estimate | Unpredictable {
  const estimates: Estimate[] = [];
  for (const answer of answers) {
    if ('why' in answer) return answer;
    estimates.push(answer);
  }
  const [first] = estimates;
  if (first === undefined) return { why: 'nothing flows' };
  const add = (part: (estimate: Estimate) => number) => estimates.reduce((all, estimate) => all + part(estimate), 0);
  return {
    value: add(({ value }) => value),
    low: add(({ low }) => low),
    high: add(({ high }) => high),
    bottleneck: first.bottleneck,
    terms: [...new Set(estimates.flatMap(({ terms }) => terms))],
  };
}
