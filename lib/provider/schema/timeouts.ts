import type { Attribute } from './attribute';
import { optional } from './attributes';
import type { Problem, Validator } from './problem';

export type Operation = 'create' | 'read' | 'update' | 'delete';

/** How long operations may take, in seconds; no limit for one that is left out. */
export type Timeouts = Readonly<Partial<Record<Operation, number>>>;

/** The name of the attribute by which users state limits. */
export const TIMEOUTS = 'timeouts';

const UNITS: Readonly<Record<string, number>> = { h: 3600, m: 60, s: 1 };
const DURATION = /^(?=.)(?:\d+h)?(?:\d+m)?(?:\d+s)?$/;

/** Seconds of `90s`, `1h30m`; null for a text that is none. */
export function secondsOf(text: string): number | null {
  if (!DURATION.test(text)) return null;
  let seconds = 0;
  for (const [, number, unit] of text.matchAll(/(\d+)([hms])/g)) seconds += Number(number) * (UNITS[unit ?? ''] ?? 0);
  return seconds > 0 && Number.isSafeInteger(seconds) ? seconds : null;
}

const DURATIONS: Validator<string> = {
  description: 'a duration such as `90s`, `10m` or `1h30m`',
  problemOf: (text): Problem | null =>
    secondsOf(text) === null
      ? { problem: 'This is no duration above zero', fix: 'Write hours, minutes and seconds such as 90s, 10m or 1h30m' }
      : null,
};

/** The attribute `timeouts` of a schema, for these operations. The framework keeps to what it says. */
export function timeouts<const O extends Operation>(operations: readonly O[]) {
  const one = (operation: O) =>
    optional.string({
      description: `How long ${operation} may take: a duration such as \`90s\`, \`10m\` or \`1h30m\`.`,
      validators: [DURATIONS],
    });
  const attributes = Object.fromEntries(operations.map((operation) => [operation, one(operation)])) as {
    readonly [K in O]: ReturnType<typeof one>;
  };
  return optional.single(attributes, { description: 'How long operations may take before they are stopped.' });
}

export const isTimeouts = (name: string, attribute: Attribute | undefined): boolean =>
  name === TIMEOUTS && attribute?.shape.kind === 'single';
