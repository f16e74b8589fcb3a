import { NotTold } from './facts';
import { KINDS } from './kinds';
import type { Row, Side } from './rows';
import { baseUnits } from './units';

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
  readonly low: number | null;
  readonly high: number | null;
  readonly bottleneck?: string;
  readonly why?: string;
  /** Absolute error in parts of the value; null of what is not predicted. */
  readonly error: number | null;
  /** Of a bound: whether it is kept; of other rows: whether the value is within the 80 % interval. */
  readonly ok: boolean;
}

/** What a measurement may be beside a bound and count as on the right side: what is left of the last digit. */
const BOUND_TOLERANCE = 0.03;

export function scored(row: Row): Scored {
  const { id, paper, metric, scoring, value, unit } = row;
  const said = { id, kind: row.setup.kind, paper, metric, scoring, value, unit };
  const answer = answerOf(row);
  if ('why' in answer) {
    return { ...said, predicted: null, low: null, high: null, why: answer.why, error: null, ok: false };
  }
  const { predicted, low, high, bottleneck } = answer;
  const within = low <= value && value <= high;
  return {
    ...said,
    predicted,
    low,
    high,
    bottleneck,
    error: value === 0 ? null : Math.abs(predicted - value) / Math.abs(value),
    ok: scoring === 'bound' ? isKept(predicted, value, sideOf(row)) : within,
  };
}

function answerOf(row: Row) {
  const { setup, metric, unit } = row;
  const kind = KINDS.get(setup.kind);
  if (kind === undefined) return { why: `no model of the kind ${setup.kind}` };
  const base = baseUnits(unit);
  if (base === undefined) return { why: `the unit ${unit} is not known` };
  try {
    const answer = kind(setup, metric);
    if ('why' in answer) return answer;
    const { value, low, high, bottleneck } = answer;
    return { predicted: value / base, low: low / base, high: high / base, bottleneck };
  } catch (error) {
    if (error instanceof NotTold) return { why: error.message };
    throw error;
  }
}

function isKept(predicted: number, value: number, side: Side): boolean {
  const tolerance = BOUND_TOLERANCE * Math.abs(value);
  return side === 'at least' ? predicted >= value - tolerance : predicted <= value + tolerance;
}

/** A measurement that something else than the path stopped is a lower bound; a limit that was set is an upper one. */
function sideOf({ side, metric, note }: Row): Side {
  if (side !== undefined) return side;
  return /upto$|max$/i.test(metric) && !/rate$/i.test(metric)
    ? 'at most'
    : /upper bound/.test(note ?? '')
      ? 'at most'
      : 'at least';
}
