import { predicted as predictionOf } from './predict';
import type { Row, Side } from './rows';

/** A row beside its prediction, in the row's unit. */
export interface Scored {
  readonly id: string;
  readonly kind: string;
  readonly paper: string;
  readonly metric: string;
  readonly scoring: Row['scoring'];
  readonly value: number;
  readonly unit: string;
  /** null: not predicted, and `why` says why. */
  readonly predicted: number | null;
  /** Ends of the 80 % interval. */
  readonly low: number | null;
  readonly high: number | null;
  readonly bottleneck?: string;
  /** Names of the constants that the prediction was made of. */
  readonly constants?: readonly string[];
  readonly why?: string;
  /** Why the row itself cannot be right, where that is known. */
  readonly doubt?: string;
  /** Absolute error in parts of the value; null of what is not predicted. */
  readonly error: number | null;
  /** Of a bound: whether it is kept; of other rows: whether the value is within the 80 % interval. */
  readonly ok: boolean;
}

/** What a measurement may be beside a bound and count as on the right side: what is left of the last digit. */
const BOUND_TOLERANCE = 0.03;

/** Beside an interval of nearly no width, the same for the digits that a source rounds to. */
const DIGITS = 0.005;

export function scored(row: Row): Scored {
  const { id, paper, metric, scoring, value, unit, doubt } = row;
  const kind = row.setup.kind;
  const said = { id, kind, paper, metric, scoring, value, unit, ...(doubt !== undefined && { doubt }) };
  const answer = predictionOf(row);
  if ('why' in answer) {
    return { ...said, predicted: null, low: null, high: null, why: answer.why, error: null, ok: false };
  }
  const { value: predicted, low, high, bottleneck, terms } = answer;
  return {
    ...said,
    predicted,
    low,
    high,
    bottleneck,
    constants: terms.map(({ name }) => name),
    error: value === 0 ? null : Math.abs(predicted - value) / Math.abs(value),
    ok: scoring === 'bound' ? isKept(predicted, value, sideOf(row)) : isWithin(value, low, high),
  };
}

function isWithin(value: number, low: number, high: number): boolean {
  return low * (1 - DIGITS) <= value && value <= high * (1 + DIGITS);
}

function isKept(predicted: number, value: number, side: Side): boolean {
  const tolerance = BOUND_TOLERANCE * Math.abs(value);
  return side === 'at least' ? predicted >= value - tolerance : predicted <= value + tolerance;
}

/** A measurement that something else than the path stopped is a lower bound; a limit that was set is an upper one. */
function sideOf({ side, metric, note }: Row): Side {
  if (side !== undefined) return side;
  const isUpper = /(?:upto|speedupmax)$/i.test(metric) || /upper bound/.test(note ?? '');
  return isUpper ? 'at most' : 'at least';
}
