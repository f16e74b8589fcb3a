import type { Inventory } from '../../inventory/inventory';
import type { ConstructPath } from '../../model/units';
import type { Step } from '../../plan/step';
import type { KernelMemory } from '../../simulate/kernel/memory';
import type { LockHolder, RunRecord, NamedRun } from '../port';

/** All of a virtual host; `schemas/virtual-host.schema.json`. */
export interface VirtualHostState {
  readonly virtualHostVersion: 1;
  /** When this was true, in milliseconds since 1970: links that were lost come back with time. */
  readonly at: number;
  readonly inventory: Inventory;
  /** What the kernel model knows beyond the inventory. */
  readonly memory: KernelMemory;
  readonly lock: VirtualLock | null;
  readonly lastRun: VirtualRun | null;
  /** Runs before the last one, the first one first. @default none */
  readonly earlierRuns?: readonly VirtualRun[];
  /** The last run since the last one that found nothing to do. @default none */
  readonly unchanged?: NamedRun;
  readonly watchdog: VirtualWatchdog | null;
}

/** A run on a virtual host, whose journal is never damaged by itself. */
export type VirtualRun = Omit<RunRecord, 'problem'>;

/** Who carries steps out on a virtual host: a process of the machine that the file lies on. */
export interface VirtualLock extends LockHolder {
  /** Start of the machine and of the process, by which a process id that was given out again is told; null: not known. */
  readonly process: string | null;
}

/** Steps that the host carries out by itself unless it is told in time that it is still reached. */
export interface VirtualWatchdog {
  readonly runId: string;
  readonly host: ConstructPath;
  readonly seconds: number;
  /** Milliseconds since 1970. */
  readonly due: number;
  readonly steps: readonly Step[];
}
