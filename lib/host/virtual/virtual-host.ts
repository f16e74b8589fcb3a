import { setTimeout as sleep } from 'node:timers/promises';
import type { Inventory } from '../../inventory/inventory';
import { InputError } from '../../model/errors';
import { watchdogRunId } from '../../shell/run-script';
import { machineIdentity, strangerOf } from '../../plan/identity';
import { createKernel, type Kernel } from '../../simulate/kernel/kernel';
import { NO_MEMORY } from '../../simulate/kernel/memory';
import type { KernelOptions } from '../../simulate/kernel/state';
import type { HostPort, HostReading, LockHolder, RunEnd, RunEvent, RunHistory, RunRecord, StepRun } from '../port';
import { carryOut, type Cut } from './carry-out';
import { furnished } from './furnish';
import { refusalOf } from './guards';
import { RunningHost } from './journal';
import { machineProcesses, type ProcessTable } from './processes';
import type { VirtualHostState, VirtualLock } from './state';
import type { VirtualHostStore } from './store';

/** What a virtual host begins as. */
export interface InitialState {
  readonly inventory: Inventory;
  /** Where it is from, for messages. */
  readonly source: string;
  /** No host was read: the inventory is what a plan presumed. */
  readonly presumed: boolean;
}

export interface VirtualHostOptions {
  /** For messages: the name of the file. */
  readonly name: string;
  readonly store: VirtualHostStore;
  /** What the host is when the store has none yet. @throws InputError when nobody knows */
  readonly initial: () => InitialState;
  /** What is known of its drivers. */
  readonly kernel: Pick<KernelOptions, 'drivers'> & Partial<KernelOptions>;
  /** How many times as long as a real host it takes; 0: no time. @default 0 */
  readonly pace?: number;
  /** @default this machine's */
  readonly processes?: ProcessTable;
  /** Milliseconds since 1970. @default the clock */
  readonly now?: () => number;
  /** Cuts runs short, as a kill would. @default never */
  readonly cut?: Cut;
}

/** A host that the kernel model stands for. It keeps the promises of `HostPort` as a real one does. */
export function virtualHost(options: VirtualHostOptions): HostPort {
  return new VirtualHost(options);
}

/** What the store holds, and what it would hold: nothing is written for being looked at. */
interface Opened {
  readonly state: VirtualHostState;
  readonly kernel: Kernel;
  readonly warnings: readonly string[];
}

class VirtualHost implements HostPort {
  public readonly name: string;
  public roundTrips = 0;
  private readonly now: () => number;
  private readonly processes: ProcessTable;

  public constructor(private readonly options: VirtualHostOptions) {
    this.name = `virtual host ${options.name}`;
    this.now = options.now ?? Date.now;
    this.processes = options.processes ?? machineProcesses();
  }

  public async observe(): Promise<HostReading> {
    this.roundTrips += 1;
    const { state, kernel, warnings } = this.open();
    const { lastRun, unchanged } = state;
    const busy = this.holderOf(state);
    return { inventory: kernel.observe(), warnings, lastRun, ...(unchanged && { unchanged }), busy };
  }

  public async run(run: StepRun, listen: (event: RunEvent) => void = () => undefined): Promise<RunEnd> {
    this.roundTrips += 1;
    const begun = this.options.store.exclusively(() => this.begin(run));
    if (!(begun instanceof RunningHost)) return begun;
    const end = await carryOut(begun, run, listen, { pace: this.options.pace ?? 0, sleep }, this.options.cut ?? null);
    return end.status === 'finished' && run.readBack !== undefined ? { ...end, reading: begun.reading } : end;
  }

  public async confirm(runId: string): Promise<void> {
    this.roundTrips += 1;
    this.options.store.exclusively(() => {
      const { state } = this.open();
      if (state.watchdog?.runId !== runId) {
        const problem = `run ${runId} waits for no confirmation: it was given already, or came too late`;
        throw new InputError(this.name, problem, 'Look at what the host is now with "sriov plan"');
      }
      this.options.store.save({ ...state, watchdog: null });
    });
  }

  public async history(): Promise<RunHistory> {
    this.roundTrips += 1;
    const { lastRun, earlierRuns = [], unchanged } = this.open().state;
    return { runs: lastRun === null ? earlierRuns : [...earlierRuns, lastRun], ...(unchanged && { unchanged }) };
  }

  public async noteUnchanged(id: string, after: string): Promise<void> {
    this.roundTrips += 1;
    this.options.store.exclusively(() => {
      const { state } = this.open();
      if (this.holderOf(state) !== null || state.lastRun?.id !== after) return;
      const { client } = this.processes;
      this.options.store.save({ ...state, unchanged: { id, startedAt: Math.floor(this.now() / 1000), client } });
    });
  }

  public async close(): Promise<void> {
    // Nothing is shared between round trips.
  }

  /** Takes the lock and begins the journal; or says why not, with nothing changed. */
  private begin(run: StepRun): RunEnd | RunningHost {
    const { state, kernel } = this.open();
    const holder = this.holderOf(state);
    if (holder !== null) return { status: 'busy', holder };
    if (isOutdated(run, state.lastRun)) return { status: 'outdated', lastRun: state.lastRun };
    const observed = kernel.observe();
    const machine = machineIdentity(observed);
    const stranger = strangerOf(run.identity, observed);
    if (stranger !== null) return { status: 'refused', outcomes: [], reason: stranger };
    for (const step of run.steps) {
      const reason = refusalOf(step, observed, run);
      if (reason !== null) return { status: 'refused', outcomes: [], reason };
    }
    const { pid, client, identity } = this.processes;
    const startedAt = Math.floor(this.now() / 1000);
    const lock: VirtualLock = { runId: run.id, pid, since: startedAt, client, process: identity };
    const record: RunRecord = {
      id: run.id,
      host: run.host,
      ...(machine !== null && { machine }),
      purpose: run.purpose,
      startedAt,
      client,
      steps: run.steps,
      before: run.before,
      ...(run.beside !== undefined && { beside: run.beside }),
      ...(run.undoes !== undefined && { undoes: run.undoes }),
      states: run.steps.map(() => ({ state: 'open' })),
      ended: false,
    };
    const host = new RunningHost(
      kernel,
      { ...withEarlier(state), lock, watchdog: this.watchdogOf(run) },
      record,
      this.options.store,
      this.now,
    );
    host.save();
    return host;
  }

  private watchdogOf({ id, host, watchdog }: StepRun): VirtualHostState['watchdog'] {
    if (watchdog === undefined) return null;
    const { seconds, steps } = watchdog;
    return { runId: id, host, seconds, due: this.now() + seconds * 1000, steps };
  }

  private open(): Opened {
    const stored = this.loaded();
    const { state, warnings } = stored === null ? this.fresh() : { state: stored, warnings: [] };
    const kernel = createKernel(state.inventory, this.options.kernel, state.memory);
    kernel.elapse(Math.max(0, this.now() - state.at));
    const { watchdog } = state;
    if (watchdog === null || watchdog.due > this.now() || this.holderOf(state) !== null) {
      return { state: this.at(state, kernel), kernel, warnings };
    }
    // Nobody is there to do it when it is due: it is as if it had been done then.
    for (const step of watchdog.steps) kernel.perform(step);
    const lastRun = rolledBack(watchdog, state.lastRun);
    return {
      state: this.at({ ...withEarlier(state), watchdog: null, lock: null, lastRun }, kernel),
      kernel,
      warnings: [...warnings, `run ${watchdog.runId} was not confirmed: the host rolled it back by itself`],
    };
  }

  /** What is stored; of a process that holds the lock and is gone, what it wrote last. */
  private loaded(): VirtualHostState | null {
    const state = this.options.store.load();
    return state === null || state.lock === null || this.holderOf(state) !== null ? state : this.options.store.load();
  }

  private at(state: VirtualHostState, kernel: Kernel): VirtualHostState {
    return { ...state, at: this.now(), inventory: kernel.observe(), memory: kernel.memory() };
  }

  private fresh(): { readonly state: VirtualHostState; readonly warnings: readonly string[] } {
    const { inventory: found, source, presumed } = this.options.initial();
    const { inventory, notes } = furnished(found, presumed);
    const state: VirtualHostState = {
      virtualHostVersion: 1,
      at: this.now(),
      inventory,
      memory: NO_MEMORY,
      lock: null,
      lastRun: null,
      watchdog: null,
    };
    return { state, warnings: [`${this.name} is not there yet: it begins as ${source} says`, ...notes] };
  }

  private holderOf({ lock }: VirtualHostState): LockHolder | null {
    if (lock === null || !this.processes.isAlive(lock)) return null;
    const { runId, pid, since, client } = lock;
    return { runId, pid, since, client };
  }
}

/** Runs before the last one that a virtual host tells of. */
const MOST_EARLIER_RUNS = 8;

/** The state in which the last run is one of those before another. */
function withEarlier({ unchanged: _, ...state }: VirtualHostState): VirtualHostState {
  const { lastRun, earlierRuns = [] } = state;
  return lastRun === null ? state : { ...state, earlierRuns: [...earlierRuns, lastRun].slice(-MOST_EARLIER_RUNS) };
}

/** Another run took place since the plan was made, or the one that was under way then has come to its end. */
function isOutdated({ after, afterEnded }: StepRun, lastRun: RunRecord | null): boolean {
  if ((lastRun?.id ?? null) !== after) return true;
  return lastRun !== null && afterEnded !== undefined && lastRun.ended !== afterEnded;
}

/** What the journal says after the host acted by itself. */
function rolledBack(watchdog: NonNullable<VirtualHostState['watchdog']>, last: RunRecord | null): RunRecord {
  return {
    id: watchdogRunId(watchdog.runId),
    host: watchdog.host,
    purpose: 'rollback',
    startedAt: Math.floor(watchdog.due / 1000),
    client: 'the host itself',
    ...(last !== null && { undoes: { id: last.id, startedAt: last.startedAt, client: last.client } }),
    steps: watchdog.steps,
    before: last?.before ?? { physicalFunctions: [] },
    states: watchdog.steps.map(() => ({ state: 'done', changed: true })),
    ended: true,
  };
}
