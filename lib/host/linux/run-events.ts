import { StringDecoder } from 'node:string_decoder';
import type { StepOutcome } from '../../simulate/kernel/outcome';
import type { LockHolder, RunEnd, RunEvent, StepRun } from '../port';
import { parseJournal, parseStepLine, seconds } from './journal';
import { kernelError } from './kernel-error';

/** Follows the lines of a run as they come. */
export class RunFollower {
  private readonly outcomes: StepOutcome[] = [];
  private readonly journal: string[] = [];
  private end: RunEnd | null = null;
  private readonly decoder = new StringDecoder('utf8');
  /** Pieces of a line whose end has not come; joined once, however many they are. */
  private rest: string[] = [];
  private hasBegun = false;
  private isOver = false;
  private index = -1;

  /** @param mark word that the lines of the run begin with */
  public constructor(
    private readonly run: StepRun,
    private readonly mark: string,
    private readonly listen: (event: RunEvent) => void,
  ) {}

  /** The script has started on the host. */
  public get begun(): boolean {
    return this.hasBegun;
  }

  /** Step that was under way last, for messages; null before the first. */
  public get lastIndex(): number | null {
    return this.index < 0 ? null : this.index;
  }

  /** null: the run has not come to an end. */
  public get result(): RunEnd | null {
    return this.isOver ? (this.end ?? { status: 'finished', outcomes: this.outcomes }) : null;
  }

  /** @returns whether the run is over */
  public take(chunk: Buffer): boolean {
    const text = this.decoder.write(chunk);
    if (!text.includes('\n')) {
      this.rest.push(text);
      return this.isOver;
    }
    const lines = (this.rest.join('') + text).split('\n');
    this.rest = [lines.pop() ?? ''];
    for (const line of lines) {
      // What a login script prints without an end of line may stand before the first mark.
      const at = this.hasBegun ? (line.startsWith(`${this.mark} `) ? 0 : -1) : line.indexOf(`${this.mark} begin`);
      if (at >= 0 && !this.isOver) this.takeLine(line.slice(at + this.mark.length + 1));
    }
    return this.isOver;
  }

  private takeLine(line: string): void {
    const [word = ''] = line.split(' ', 1);
    const text = line.slice(word.length + 1);
    switch (word) {
      case 'begin':
        this.hasBegun = true;
        return;
      case 'over':
        this.isOver = true;
        if (this.end?.status === 'outdated') {
          this.end = { status: 'outdated', lastRun: parseJournal(`${this.journal.join('\n')}\n`) };
        }
        return;
      case 'busy':
        this.end = { status: 'busy', holder: parseHolder(text) };
        return;
      case 'outdated':
        this.end = { status: 'outdated', lastRun: null };
        return;
      case 'journal':
        this.journal.push(text);
        return;
      case 'cannot':
        this.end = { status: 'refused', outcomes: this.outcomes, reason: text };
        this.isOver = true;
        return;
      // eslint-disable-next-line no-restricted-syntax -- words of a host are an open set
      default:
        this.takeStepLine(line);
    }
  }

  private takeStepLine(line: string): void {
    const parsed = parseStepLine(line);
    const step = parsed === null ? undefined : this.run.steps[parsed.index];
    if (parsed === null || step === undefined) return;
    const { word, index, text } = parsed;
    this.index = index;
    switch (word) {
      case 'started':
        this.listen({ kind: 'started', index, step });
        return;
      case 'changed':
      case 'unchanged':
        this.close(index, { step, ok: true, changed: word === 'changed', ...(text === '' ? {} : { note: text }) });
        return;
      case 'failed':
        this.close(index, { step, ok: false, error: kernelError(text) });
        this.end = { status: 'failed', outcomes: this.outcomes };
        return;
      case 'refused':
        this.end = { status: 'refused', outcomes: this.outcomes, reason: text };
        return;
      case 'open':
    }
  }

  private close(index: number, outcome: StepOutcome): void {
    this.outcomes.push(outcome);
    this.listen({ kind: 'ended', index, outcome });
  }
}

/** Words of a lock: process, its start, boot, since when, run, client. */
export function parseHolder(text: string): LockHolder {
  const [pid = '', , , since = '', runId = '', ...client] = text.slice(0, 1000).split(' ');
  return { runId, pid: seconds(pid), since: seconds(since), client: client.join(' ') };
}
