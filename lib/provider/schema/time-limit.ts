import { attributeOf, isObject, type Value } from '../cty/value';
import type { Resource } from './resource';
import { secondsOf, TIMEOUTS, isTimeouts, type Operation } from './timeouts';

/** Seconds that an operation may take: what the configuration says, else the resource; null for no limit. */
export function timeLimit({ schema, timeouts }: Resource, operation: Operation, value: Value): number | null {
  const stated =
    isTimeouts(TIMEOUTS, schema.attributes[TIMEOUTS]) && isObject(value) ? attributeOf(value, TIMEOUTS) : null;
  const text = isObject(stated) ? attributeOf(stated, operation) : null;
  return (typeof text === 'string' ? secondsOf(text) : null) ?? timeouts?.[operation] ?? null;
}

/** The signal, and the end of the time. Call `stop` when the operation is over. */
export function limited(
  signal: AbortSignal,
  seconds: number | null,
  operation: Operation,
): { readonly signal: AbortSignal; readonly stop: () => void } {
  if (seconds === null) return { signal, stop: () => undefined };
  const late = new AbortController();
  const reason = new Error(`The time limit of ${seconds} s for ${operation} is over`);
  // Timers take 24.8 days at most.
  const timer = setTimeout(() => late.abort(reason), Math.min(seconds * 1000, 2 ** 31 - 1));
  return { signal: AbortSignal.any([signal, late.signal]), stop: () => clearTimeout(timer) };
}
