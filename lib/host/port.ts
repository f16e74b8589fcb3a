import type { Inventory } from '../inventory/inventory';
import type { HostIdentity, MachineIdentity } from '../model/identity';
import type { ConstructPath, PciAddress, VfIndex } from '../model/units';
import type { TargetState } from '../plan/host-plan';
import type { PfRetries } from '../plan/setting-retries';
import type { Step } from '../plan/step';
import type { KernelError, StepOutcome } from '../simulate/kernel/outcome';

/**
 * A host that plans are carried out on: Linux over ssh, the Linux that this runs on, or a virtual host. All of them keep
 * the same promises, and the same conformance cases hold them to a real kernel.
 */
export interface HostPort {
  /** For messages: `ssh root@kvm01`, `this host`, `virtual host rack1.json`. */
  readonly name: string;
  /** Sessions opened on the host so far. */
  readonly roundTrips: number;
  /**
   * All of the host in one round trip. Writes nothing and takes no lock.
   *
   * @param only at least what this target states, and who uses its VFs: that takes less time than all of the host
   * @throws HostUnreachable when there is no connection
   */
  observe(only?: TargetState): Promise<HostReading>;
  /**
   * Carries steps out in their order, in one round trip, under the host's lock, and stops at the first that fails. Every
   * step is written to the host's journal before it starts and after it has ended.
   *
   * Users of VFs and the host's management are looked at again on the host: the plan may be older than they are.
   *
   * @param listen is told of each step as it starts and ends
   * @throws HostUnreachable when there is no connection, or when it breaks: what was done by then is in the journal
   */
  run(run: StepRun, listen?: (event: RunEvent) => void): Promise<RunEnd>;
  /** Tells the watchdog of a run, over a new connection, that the host is still reached. */
  confirm(runId: string): Promise<void>;
  /** What the journals say of the runs on the host, one round trip. Writes nothing. @throws HostUnreachable as `observe` */
  history(): Promise<RunHistory>;
  /**
   * Writes down that a run found nothing to do, so that a rollback does not undo the one before it.
   *
   * @param after the last run that the look saw; where another one took place since, nothing is written
   * @throws HostUnreachable as `observe`
   */
  noteUnchanged(runId: string, after: string): Promise<void>;
  /** Ends what is shared between round trips. */
  close(): Promise<void>;
}

/** What one look at a host gives. */
export interface HostReading {
  readonly inventory: Inventory;
  /** What could not be read, for people. */
  readonly warnings: readonly string[];
  /** The last run on the host, ended or not; null when there was none. */
  readonly lastRun: RunRecord | null;
  /** The last run since then that found nothing to do. @default none */
  readonly unchanged?: NamedRun;
  /** PFs whose VFs wait for a link since the host booted: what their script put off then. @default none */
  readonly waits?: readonly LinkWait[];
  /** Who carries steps out now; null when nobody does. A lock that nobody lives behind is none. */
  readonly busy: LockHolder | null;
}

/** What a script could not set at boot since the link of the PF was not there. A unit of systemd sets it when it comes. */
export interface LinkWait {
  readonly pf: PciAddress;
  /** Why, as the script says it: `ens1f0 has no carrier`. */
  readonly reason: string;
  /** Seconds since 1970, by the host's clock; null: not known. */
  readonly since: number | null;
  /** The unit no longer waits; null: it does. */
  readonly givenUp: LinkGivenUp | null;
}

export interface LinkGivenUp {
  /** Seconds since 1970, by the host's clock. */
  readonly at: number;
  /** Times that the unit waited in vain. */
  readonly tries: number;
  /** How long, the last time. */
  readonly seconds: number;
}

/** What a run is for. */
export type RunPurpose = 'apply' | 'decommission' | 'rollback';

/** Steps to carry out, and what holds while that happens. */
export interface StepRun {
  /** Made by the client, unique; letters, digits and dashes. */
  readonly id: string;
  /** Path of the host construct. */
  readonly host: ConstructPath;
  readonly purpose: RunPurpose;
  readonly steps: readonly Step[];
  /** The PFs that the steps touch as they were before: what a rollback goes back to. */
  readonly before: TargetState;
  /** Other PFs of the plan that a boot would change, as they are: the host may go down meanwhile. @default none */
  readonly beside?: TargetState;
  /** Of a rollback: the run that it undoes. */
  readonly undoes?: NamedRun;
  /** VFs that may be touched although somebody uses them. */
  readonly allowInUse: readonly { readonly pf: PciAddress; readonly vf: VfIndex }[];
  /** PFs that may be touched although they carry the host's management. */
  readonly allowManagement: readonly PciAddress[];
  /** Settings of VFs that drivers may refuse for a moment, by PF. @default none: every error is final */
  readonly retries?: readonly PfRetries[];
  /** Machine and cards that must be found before the first write; any other is refused. */
  readonly identity: HostIdentity;
  /** Id of the last run that the plan knows of; another one in the meantime refuses this one. */
  readonly after: string | null;
  /** That run had come to its end by then; if it has done so since, this one is refused. @default it does not matter */
  readonly afterEnded?: boolean;
  /** What to look at in the same round trip once all steps have worked, as `observe` does. @default nothing */
  readonly readBack?: TargetState | 'everything';
  /** Unless confirmed in time, the host carries these steps out by itself. */
  readonly watchdog?: { readonly seconds: number; readonly steps: readonly Step[] };
}

export type RunEvent =
  | { readonly kind: 'started'; readonly index: number; readonly step: Step }
  | { readonly kind: 'ended'; readonly index: number; readonly outcome: StepOutcome };

/** How a run came to its end. */
export type RunEnd =
  /** With the look that was asked for, unless it was cut off or the port makes none by the way. */
  | { readonly status: 'finished'; readonly outcomes: readonly StepOutcome[]; readonly reading?: HostReading }
  /** The last outcome is the failure; the steps after it were not started. */
  | { readonly status: 'failed'; readonly outcomes: readonly StepOutcome[] }
  /** Nothing, or nothing more, was changed: a VF is in use, or the PF carries the management. */
  | { readonly status: 'refused'; readonly outcomes: readonly StepOutcome[]; readonly reason: string }
  /** Somebody else is at it; nothing was changed. */
  | { readonly status: 'busy'; readonly holder: LockHolder }
  /** Another run took place since the host was read; nothing was changed. */
  | { readonly status: 'outdated'; readonly lastRun: RunRecord | null };

export interface LockHolder {
  readonly runId: string;
  /** Process on the host. */
  readonly pid: number;
  /** Seconds since 1970, by the host's clock. */
  readonly since: number;
  /** `user@machine` of the client. */
  readonly client: string;
}

/** The runs of a host, as far as it remembers them. */
export interface RunHistory {
  /** The first one first. */
  readonly runs: readonly RunRecord[];
  /** As in `HostReading`. */
  readonly unchanged?: NamedRun;
}

/** What the host's journal says of a run. */
export interface RunRecord {
  readonly id: string;
  readonly host: ConstructPath;
  /** Machine that it was written on; absent: not known. */
  readonly machine?: MachineIdentity;
  readonly purpose: RunPurpose;
  /** Seconds since 1970, by the host's clock. */
  readonly startedAt: number;
  readonly client: string;
  readonly steps: readonly Step[];
  readonly before: TargetState;
  /** As in `StepRun`. */
  readonly beside?: TargetState;
  /** Of a rollback: the run that it undoes. */
  readonly undoes?: NamedRun;
  /** Why the journal does not tell what the run was for and what it found; there are no steps and no states then. */
  readonly problem?: string;
  /** One for each step. */
  readonly states: readonly StepState[];
  /** The run came to an end of its own: neither client, connection nor host went away under it. */
  readonly ended: boolean;
}

/** A run, as others speak of it. */
export interface NamedRun {
  readonly id: string;
  /** Seconds since 1970, by the host's clock. */
  readonly startedAt: number;
  /** `user@machine`. */
  readonly client: string;
}

export type StepState =
  | { readonly state: 'open' }
  /** About to happen when the journal was written last: done, half done or not done. */
  | { readonly state: 'started' }
  | { readonly state: 'done'; readonly changed: boolean }
  | { readonly state: 'failed'; readonly error: KernelError }
  | { readonly state: 'refused'; readonly reason: string };
