import type { Step } from '../../plan/step';
import type { RunRecord, StepRun, StepState } from '../port';
import { kernelError } from './kernel-error';

/** What a client says of a run, on one line of its journal. */
export function recordText(run: Omit<StepRun, 'watchdog'>, client: string): string {
  const { id, host, purpose, steps, before, beside } = run;
  return JSON.stringify({ journalVersion: 1, id, host, purpose, client, steps, before, beside });
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
 * @returns null for what is no journal
 */
export function parseJournal(text: string): RunRecord | null {
  const lines = text.split('\n');
  const complete = lines.slice(0, -1);
  const [id = '', record = ''] = complete;
  if (!RUN_ID.test(id)) return null;
  const said = parseRecord(record) ?? unknownRun(id);
  if (said.id !== id) return null;
  const states = said.steps.map((): StepState => ({ state: 'open' }));
  let startedAt = 0;
  let ended = false;
  for (const line of complete.slice(2)) {
    if (line === 'over') ended = true;
    else if (line.startsWith('at ')) startedAt = Number(line.slice(3)) || 0;
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

function unknownRun(id: string): Said {
  return { id, host: '', purpose: 'apply', client: '', steps: [], before: { physicalFunctions: [] } };
}

function parseRecord(line: string): Said | null {
  try {
    const value = JSON.parse(line) as Partial<Said> & { journalVersion?: unknown };
    const { journalVersion, id, host, purpose, client, steps, before, beside } = value;
    if (journalVersion !== 1 || typeof id !== 'string' || typeof host !== 'string') return null;
    if ((purpose !== 'apply' && purpose !== 'rollback') || !Array.isArray(steps) || before === undefined) return null;
    return { id, host, purpose, client: String(client), steps: steps as Step[], before, ...(beside && { beside }) };
  } catch {
    return null;
  }
}
