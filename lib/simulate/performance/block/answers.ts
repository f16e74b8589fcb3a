import { type BlockLoad, endsInMemory, outstanding } from './load';
import { blockSystem, THREAD, threadNs } from './system';
import { type Constant, EIGHTY_PERCENT, type Estimate, type Unpredictable } from '../system/quantity';
import { rates, solve } from '../system/solve';
import type { System } from '../system/system';

/** I/Os a second of all VMs together. */
export function blockIops(load: BlockLoad): Estimate | Unpredictable {
  const answer = first(rates(settled(load).system));
  if ('why' in answer || load.drives !== null || endsInMemory(load)) return answer;
  // What the drives could do at most is not told: one of the usual kind may be what stops it.
  const single = first(rates(settled({ ...load, drives: 1 }).system));
  if ('why' in single) return answer;
  return { ...answer, low: Math.min(answer.low, single.low), terms: [...answer.terms, UNKNOWN_DRIVES] };
}

/** Mean latency of an I/O in nanoseconds, by Little's law. */
export function blockLatencyNs(load: BlockLoad): Estimate | Unpredictable {
  const { queueDepth } = load;
  if (queueDepth === null) return { why: 'how many I/Os are outstanding is not told, and it is most of the latency' };
  const rate = blockIops(load);
  if ('why' in rate) return rate;
  const latencyNs = (iops: number) => (1e9 * outstanding(load, queueDepth)) / iops;
  return { ...rate, value: latencyNs(rate.value), low: latencyNs(rate.high), high: latencyNs(rate.low) };
}

/** Part of the time that each thread of the path is busy, 0 to 1. */
export function blockThreadBusy(load: BlockLoad): Estimate | Unpredictable {
  const { thread } = load.path;
  if (thread === null) return { why: `${load.path.name} has no thread of its own` };
  const { system, busy } = settled(load);
  const rate = first(rates(system));
  if ('why' in rate) return rate;
  // What a thread does for an I/O and how many there are err together: a slow thread has fewer.
  const half = Math.exp(EIGHTY_PERCENT * threadNs(load, busy).spread);
  return { ...rate, value: busy, low: busy / half, high: Math.min(1, busy * half), bottleneck: thread.name };
}

const UNKNOWN_DRIVES: Constant = {
  name: 'rate of the drives, which is not told',
  value: 1,
  unit: 'ratio',
  spread: 0.5,
  source: 'the lower end is that of one drive of the usual kind',
};

/** The system with what waking costs at its own load: a busy thread is rarely woken. */
function settled(load: BlockLoad): { readonly system: System; readonly busy: number } {
  const busy = load.path.wakes === null ? busyOf(load, 0) : fixedPoint((found) => busyOf(load, found));
  return { system: blockSystem(load, busy), busy };
}

/** How near a fixed point is near enough, and the steps after which it is taken as it is. */
const NEAR = 1e-4;
const MOST_STEPS = 30;

/** Where `of` of 0 to 1 gives its own argument, by false position; the end that stays counts half, so that both move. */
function fixedPoint(of: (busy: number) => number): number {
  const above = (busy: number) => of(busy) - busy;
  let [high, overHigh] = [1, above(1)];
  if (overHigh >= -NEAR) return 1;
  let [low, overLow] = [0, above(0)];
  for (let step = 0; step < MOST_STEPS && overLow > NEAR && high - low > NEAR; step += 1) {
    const next = (low * overHigh - high * overLow) / (overHigh - overLow);
    const over = above(next);
    if (Math.abs(over) <= NEAR) return next;
    if (over > 0) {
      [low, overLow] = [next, over];
      overHigh /= 2;
    } else {
      [high, overHigh] = [next, over];
      overLow /= 2;
    }
  }
  return low;
}

function busyOf(load: BlockLoad, busy: number): number {
  const system = blockSystem(load, busy);
  const thread = system.resources.findIndex(({ id }) => id === THREAD);
  return thread < 0 ? 0 : Math.min(1, solve(system).utilisation[thread] ?? 0);
}

function first(answers: readonly (Estimate | Unpredictable)[]): Estimate | Unpredictable {
  return answers[0] ?? { why: 'there are no I/Os' };
}
