import type { StepOutcome } from '../../simulate/kernel/outcome';
import type { Kernel } from '../../simulate/kernel/kernel';
import type { HostReading, RunRecord, StepState } from '../port';
import type { VirtualHostStore } from './store';
import type { VirtualHostState } from './state';

/** Longest time between two writes of a run that goes on. */
const WRITE_MILLISECONDS = 25;

/**
 * A run on a virtual host while it goes on: its kernel, and what the file says of it.
 *
 * The kernel is in this process, and its state is written together with the journal. What is not written yet has not
 * happened: a kill leaves a host that stopped a moment earlier, never one with a step that its journal does not know,
 * and nobody is told of a step before that is written.
 */
export class RunningHost {
  private state: VirtualHostState;
  private written = 0;
  private states: readonly StepState[];

  public constructor(
    public readonly kernel: Kernel,
    state: VirtualHostState,
    private readonly record: RunRecord,
    private readonly store: VirtualHostStore,
    private readonly now: () => number,
  ) {
    this.states = record.states;
    this.state = { ...state, lastRun: record };
  }

  public set(index: number, state: StepState): void {
    this.states = this.states.map((old, i) => (i === index ? state : old));
  }

  public setOutcome(index: number, outcome: StepOutcome): void {
    this.set(
      index,
      outcome.ok ? { state: 'done', changed: outcome.changed } : { state: 'failed', error: outcome.error },
    );
  }

  /** What a look finds right after the end. */
  public get reading(): HostReading {
    const { inventory, lastRun } = this.state;
    return { inventory, warnings: [], lastRun, busy: null };
  }

  /** It is time to write again. */
  public get isDue(): boolean {
    return performance.now() - this.written >= WRITE_MILLISECONDS;
  }

  /** Writes down how kernel and journal are now. */
  public save(): void {
    this.keep({ ...this.record, states: this.states }, this.state);
  }

  /** Writes down that the run has come to its end, and lets go of the lock. */
  public end(): void {
    const { watchdog } = this.state;
    const armed = watchdog === null ? null : { ...watchdog, due: this.now() + watchdog.seconds * 1000 };
    this.keep({ ...this.record, states: this.states, ended: true }, { ...this.state, lock: null, watchdog: armed });
  }

  private keep(lastRun: RunRecord, state: VirtualHostState): void {
    const { kernel } = this;
    this.state = { ...state, at: this.now(), inventory: kernel.observe(), memory: kernel.memory(), lastRun };
    this.store.save(this.state);
    this.written = performance.now();
  }
}
