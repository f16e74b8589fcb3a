import { appendFileSync, existsSync, readFileSync, writeFileSync } from 'node:fs';

/** What happened to the emulated hosts of a run, a line of JSON each in the file that SRIOV_LAB_RECORD names. */
export type LabEvent =
  /** A host was booted; `tries` that the emulation failed are counted, those that a test provoked are not. */
  | { readonly event: 'boot'; readonly host: string; readonly tries: number; readonly up: boolean }
  /** A host that a suite gave back was brought to its start. */
  | { readonly event: 'reset'; readonly host: string; readonly seconds: number }
  /** A host that did not come back to its start was ended. */
  | { readonly event: 'discard'; readonly host: string; readonly why: string }
  /** A suite file was run once more, as the emulation of its host had died. */
  | { readonly event: 'restart'; readonly suite: string; readonly why: string };

const RECORD = 'SRIOV_LAB_RECORD';
/** Of so many boots one may be tried again. */
const BOOTS_PER_RETRY = 10;

/** Several processes write to it: workers of jest, their pool, and commands that tests start. */
export function recordEvent(event: LabEvent): void {
  const file = process.env[RECORD];
  if (file !== undefined) appendFileSync(file, `${JSON.stringify(event)}\n`);
}

/** Begins the record of a run, whose processes inherit its name. */
export function beginRecord(file: string): void {
  writeFileSync(file, '');
  process.env[RECORD] = file;
}

export function readRecord(file: string): LabEvent[] {
  if (!existsSync(file)) return [];
  const lines = readFileSync(file, 'utf8').split('\n');
  return lines.filter((line) => line !== '').map((line) => JSON.parse(line) as LabEvent);
}

export interface Counts {
  readonly boots: number;
  /** Tries of boots after the first. */
  readonly bootRetries: number;
  /** Suite files that were run once more. */
  readonly restarts: number;
  readonly resets: number;
  readonly discards: number;
}

export function countsOf(events: readonly LabEvent[]): Counts {
  const count = (event: LabEvent['event']) => events.filter((other) => other.event === event).length;
  const bootRetries = events.reduce((sum, event) => sum + (event.event === 'boot' ? event.tries - 1 : 0), 0);
  return {
    boots: count('boot'),
    bootRetries,
    restarts: count('restart'),
    resets: count('reset'),
    discards: count('discard'),
  };
}

/** For the end of a run. */
export function describeCounts(events: readonly LabEvent[]): string {
  const { boots, bootRetries, restarts, resets, discards } = countsOf(events);
  return [
    `emulated hosts: boots ${boots}, boot retries ${bootRetries}, suite restarts ${restarts}, resets ${resets}, thrown away ${discards}`,
    ...events.flatMap((event) => {
      if (event.event === 'discard') return [`  ${event.host} was thrown away: ${event.why}`];
      if (event.event === 'restart') return [`  ${event.suite} was run once more: ${event.why}`];
      if (event.event === 'boot' && event.tries > 1) return [`  ${event.host} was booted in ${event.tries} tries`];
      return [];
    }),
  ].join('\n');
}

/** Why a run fails though its tests passed; null when it does not. One retry is allowed in any run. */
export function tooManyRetries(events: readonly LabEvent[]): string | null {
  const { boots, bootRetries, restarts } = countsOf(events);
  const retries = bootRetries + restarts;
  if (retries <= Math.max(1, boots / BOOTS_PER_RETRY)) return null;
  return (
    `the emulation needed ${retries} retries in ${boots} boots (boot retries ${bootRetries}, suite restarts ` +
    `${restarts}): more than one in ${BOOTS_PER_RETRY} is too many to believe the rest. Look for what else keeps this ` +
    `machine busy, or for a change that makes hosts hang.`
  );
}
