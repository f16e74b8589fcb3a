import { fitsFormat } from '../../formats/format';
import { parseJson } from '../../formats/json';
import { badVlanList } from '../../plan/check-vlan-lists';
import type { RunRecord, StepRun, StepState } from '../port';
import { JOURNAL } from './format';
import { kernelError } from './kernel-error';

/** What a client says of a run, on one line of its journal. */
export function recordText(run: Omit<StepRun, 'watchdog'>, client: string): string {
  const { id, host, purpose, steps, before, beside, undoes, identity } = run;
  const machine = Object.keys(identity.machine).length === 0 ? undefined : identity.machine;
  return JSON.stringify({ journalVersion: 1, id, host, machine, purpose, client, undoes, steps, before, beside });
}

/** A line of a run's journal, or of its output, that speaks of a step. */
export interface StepLine {
  readonly word: 'started' | 'changed' | 'unchanged' | 'failed' | 'refused' | 'open';
  readonly index: number;
  readonly text: string;
}

const STEP_LINE = /^(started|changed|unchanged|failed|refused|open) (\d{1,6})(?: (.*))?$/s;

export function parseStepLine(line: string): StepLine | null {
  const [, word, index, text = ''] = STEP_LINE.exec(line) ?? [];
  return word === undefined ? null : { word: word as StepLine['word'], index: Number(index), text: visible(text) };
}

/** Control characters of tools do not reach a terminal. */
function visible(text: string): string {
  return text.replaceAll(/\p{Cc}+/gu, ' ').trim();
}

/** Ids of runs, as the script knows them too. */
const RUN_ID = /^[A-Za-z0-9-]{1,128}$/;

/**
 * A run from its journal. Lines that are cut off, as by a loss of power, count as not written. Of a journal that another
 * version wrote, or that is damaged, the id is what the next run needs.
 *
 * @returns null for what is no journal: it has no id of a run
 */
export function parseJournal(text: string): RunRecord | null {
  const lines = text.split('\n');
  const complete = lines.slice(0, -1);
  const [id = '', record = ''] = complete;
  if (!RUN_ID.test(id)) return null;
  const said = parseRecord(record, id);
  const states = said.steps.map((): StepState => ({ state: 'open' }));
  let startedAt = 0;
  let ended = false;
  for (const line of complete.slice(2)) {
    if (line === 'over') ended = true;
    else if (line.startsWith('at ')) startedAt = seconds(line.slice(3));
    const step = parseStepLine(line);
    if (step !== null && step.index < states.length) states[step.index] = stateOf(step);
  }
  return { ...said, startedAt, states, ended };
}

function stateOf({ word, text }: StepLine): StepState {
  switch (word) {
    case 'started':
    case 'open':
      return { state: word };
    case 'changed':
    case 'unchanged':
      return { state: 'done', changed: word === 'changed' };
    case 'failed':
      return { state: 'failed', error: kernelError(text) };
    case 'refused':
      return { state: 'refused', reason: text };
  }
}

type Said = Omit<RunRecord, 'startedAt' | 'states' | 'ended'>;

/** What the client says of a run; where that cannot be read, a run with nothing but its id, and why. */
function parseRecord(line: string, id: string): Said {
  const json = parseJson(line);
  if ('problem' in json) return unknownRun(id, 'its second line is no JSON, or was cut off');
  const read = fitsFormat(JOURNAL, json.value);
  if ('problem' in read) {
    const { pointer, problem, fix } = read.problem;
    if (pointer === `/${JOURNAL.versionField}`) return unknownRun(id, `${problem}; ${fix.toLowerCase()}`);
    return unknownRun(id, pointer === '' ? problem : `${pointer}: ${problem}`);
  }
  if (read.value.id !== id) return unknownRun(id, `it tells of run ${read.value.id}`);
  const { host, machine, purpose, client, steps, before, beside, undoes } = read.value;
  const bad = badVlanList(steps, { before, beside }, 'kept');
  if (bad !== null) return unknownRun(id, `${bad.pointer}: ${bad.problem}`);
  const known = { ...(machine && { machine }), ...(beside && { beside }), ...(undoes && { undoes }) };
  return { id, host, ...known, purpose, client, steps, before };
}

function unknownRun(id: string, problem: string): Said {
  const nothing = { steps: [], before: { physicalFunctions: [] } };
  return { id, host: '', purpose: 'apply', client: 'unknown', ...nothing, problem: visible(problem).slice(0, 300) };
}

/** Seconds since 1970 that a date can be made of; 0 for what is none. */
export function seconds(text: string): number {
  return /^\d{1,11}$/.test(text) ? Number(text) : 0;
}
