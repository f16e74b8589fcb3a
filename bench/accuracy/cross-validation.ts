import type { Constant } from '../../lib/simulate/performance/system/quantity';
import type { Dependence } from './sensitivity';

/** Errors of a source's rows with constants that were fitted to all other sources. */
export interface LeftOut {
  readonly paper: string;
  /** Absolute errors in parts of the value, of the rows whose constants other sources determine. */
  readonly errors: readonly number[];
  /** How many of these have their value within the 80 % interval. */
  readonly within: number;
  /** Rows that rest on constants which no other source determines: nothing can be said of these. */
  readonly untested: number;
}

/** Standard deviation of a row's logarithm that the fit takes, and the residual above which a row pulls no harder. */
const ROW_DEVIATION = 0.1;
const OUTLIER = 0.2;

/** How far a constant may be moved by rows: weak, so that one other source is enough. */
const CONSTANT_DEVIATION = 0.3;

/** Sum of squared slopes from which rows are taken to determine a constant. */
const DETERMINED = 1;

/** Sum of squared slopes from which constants that nothing determines make a row one that tells nothing. */
const OPEN = 0.1;

const REFITS = 4;
const SWEEPS = 200;

/**
 * Leave one source out: all constants are fitted anew to the rows of the other sources (in logarithms, linear around
 * the present constants, with rows that are far off pulling less), and the rows of the source are predicted with them.
 */
export function crossValidated(rows: readonly Dependence[]): readonly LeftOut[] {
  const papers = [...new Set(rows.map(({ row }) => row.paper))];
  return papers.map((paper) => {
    const others = rows.filter(({ row }) => row.paper !== paper);
    const own = rows.filter(({ row }) => row.paper === paper);
    const tested = own.filter(isDeterminedBy(others));
    const change = fitted(others);
    const errors = tested.map((row) => Math.abs(Math.exp(-residual(row, change)) - 1));
    const within = tested.filter((row) => isWithin(row, residual(row, change))).length;
    return { paper, errors, within, untested: own.length - tested.length };
  });
}

/** The interval moves along with the prediction. */
function isWithin({ low, high }: Dependence, left: number): boolean {
  return low <= left && left <= high;
}

type Change = ReadonlyMap<Constant, number>;

/** Logarithm of value over prediction with changed constants. */
function residual({ error, slopes }: Dependence, change: Change): number {
  let left = error;
  for (const [constant, slope] of slopes) left -= slope * (change.get(constant) ?? 0);
  return left;
}

function isDeterminedBy(others: readonly Dependence[]) {
  const known = new Map<Constant, number>();
  for (const { slopes } of others) {
    for (const [constant, slope] of slopes) known.set(constant, (known.get(constant) ?? 0) + slope ** 2);
  }
  return ({ slopes }: Dependence) => {
    let open = 0;
    for (const [constant, slope] of slopes) {
      if ((known.get(constant) ?? 0) < DETERMINED) open += slope ** 2;
    }
    return open < OPEN;
  };
}

/** Ridge regression by coordinates, in which rows are weighted anew by their residuals (Huber). */
function fitted(rows: readonly Dependence[]): Change {
  const change = new Map<Constant, number>();
  const users = new Map<Constant, { readonly row: number; readonly slope: number }[]>();
  rows.forEach(({ slopes }, row) => {
    for (const [constant, slope] of slopes) users.set(constant, [...(users.get(constant) ?? []), { row, slope }]);
  });
  for (let refit = 0; refit < REFITS; refit += 1) {
    const left = rows.map((row) => residual(row, change));
    const weight = left.map((value) => Math.min(1, OUTLIER / Math.abs(value)) / ROW_DEVIATION ** 2);
    for (let sweep = 0; sweep < SWEEPS; sweep += 1) {
      for (const [constant, uses] of users) {
        const before = change.get(constant) ?? 0;
        let pull = 0;
        let stiffness = 1 / CONSTANT_DEVIATION ** 2;
        for (const { row, slope } of uses) {
          pull += (weight[row] ?? 0) * slope * ((left[row] ?? 0) + slope * before);
          stiffness += (weight[row] ?? 0) * slope ** 2;
        }
        const after = pull / stiffness;
        for (const { row, slope } of uses) left[row] = (left[row] ?? 0) - slope * (after - before);
        change.set(constant, after);
      }
    }
  }
  return change;
}
