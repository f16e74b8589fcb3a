import type { Estimate, Unpredictable } from '../../lib/simulate/performance/system/quantity';
import { impossibleZero, NotTold } from './facts';
import { KINDS } from './kinds';
import type { Row } from './rows';
import { baseUnits } from './units';

/** Other names of metrics; what is not here is known by its own name. */
const METRICS: ReadonlyMap<string, string> = new Map([
  ['rate', 'maxRate'],
  ['packetRate', 'maxRate'],
  ['forwardingRate', 'maxRate'],
  ['throughput', 'aggregateThroughput'],
  ['goodput', 'aggregateThroughput'],
  ['latencyMedian', 'latencyMean'],
  ['latencyAvg', 'latencyMean'],
  ['latency', 'latencyMean'],
  ['rttMedian', 'rttMean'],
  ['rtt', 'rttMean'],
]);

/** The prediction of a row from its set-up alone, in the row's unit. */
export function predicted({ setup, metric, unit }: Row): Estimate | Unpredictable {
  const kind = KINDS.get(setup.kind);
  if (kind === undefined) return { why: `no model of the kind ${setup.kind}` };
  const base = baseUnits(unit);
  if (base === undefined) return { why: `the unit ${unit} is not known` };
  const zero = impossibleZero(setup);
  if (zero !== undefined) return { why: `${zero} is 0` };
  try {
    const answer = kind(setup, METRICS.get(metric) ?? metric);
    if ('why' in answer) return answer;
    if (!Number.isFinite(answer.value)) return { why: 'nothing on the way has a known capacity' };
    return { ...answer, value: answer.value / base, low: answer.low / base, high: answer.high / base };
  } catch (error) {
    if (error instanceof NotTold) return { why: error.message };
    throw error;
  }
}
