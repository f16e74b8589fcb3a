import type { Constant } from '../../lib/simulate/performance/system/quantity';
import { predicted } from './predict';
import type { Row } from './rows';

/** A row that is scored by percentage, and what its prediction depends on. */
export interface Dependence {
  readonly row: Row;
  /** Natural logarithm of value over prediction. */
  readonly error: number;
  /** Logarithms of the ends of the 80 % interval over the prediction. */
  readonly low: number;
  readonly high: number;
  /** By constant: change of the logarithm of the prediction for a change of that of the constant. */
  readonly slopes: ReadonlyMap<Constant, number>;
}

/** How much a constant is changed to see what it does. */
const STEP = 1.01;

/** Slopes below this are rounding. */
const LEAST_SLOPE = 0.005;

export function dependences(rows: readonly Row[]): readonly Dependence[] {
  return rows.flatMap((row) => {
    const answer = row.scoring === 'ape' ? predicted(row) : { why: 'not scored by percentage' };
    if ('why' in answer || answer.value <= 0 || row.value <= 0) return [];
    const slopes = new Map<Constant, number>();
    for (const constant of answer.terms) {
      const slope = slopeOf(row, constant, answer.value);
      if (Math.abs(slope) >= LEAST_SLOPE) slopes.set(constant, slope);
    }
    const log = (value: number) => Math.log(value / answer.value);
    return [{ row, error: log(row.value), low: log(answer.low), high: log(answer.high), slopes }];
  });
}

function slopeOf(row: Row, constant: Constant, before: number): number {
  const after = withFactor(constant, STEP, () => predicted(row));
  return 'why' in after || after.value <= 0 ? 0 : Math.log(after.value / before) / Math.log(STEP);
}

/** The tables of the model are plain objects: for the time of the work one number of theirs is another. */
function withFactor<T>(constant: Constant, factor: number, work: () => T): T {
  const open: { value: number } = constant;
  const { value } = open;
  open.value = value * factor;
  try {
    return work();
  } finally {
    open.value = value;
  }
}
