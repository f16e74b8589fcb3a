import type { Bytes } from '../../../model/units';
import type { BlockPath } from './path';
import type { Drive } from '../hardware/drives';
import type { Constant } from '../system/quantity';

/** I/Os of VMs that are all alike, each with one virtual drive. */
export interface BlockLoad {
  readonly path: BlockPath;
  readonly vms: number;
  /** Of each VM; null: not known, and taken not to be what stops it. */
  readonly vcpus: number | null;
  /** Threads of each VM that do I/O; null: not known, and taken to be as many as its vCPUs. */
  readonly jobs: number | null;
  /** Of each VM's drive; null: as many as it has jobs. */
  readonly queues: number | null;
  /** I/Os of each job at a time; null: not known, and taken to be as many as it takes. */
  readonly queueDepth: number | null;
  /** 0 to 1. */
  readonly readShare: number;
  readonly bytes: Bytes;
  readonly drive: Drive;
  /** Drives behind all VMs; 0: the data ends in memory; null: not known, so that their rates are no limit. */
  readonly drives: number | null;
  /** Threads or cores that serve a drive, or all VMs if the path's are of the host; null: one. */
  readonly threads: number | null;
  /** Whether each I/O is submitted by itself. */
  readonly singly?: boolean;
  /** Cores that vCPUs and threads share; null: they have enough. */
  readonly hostCores: number | null;
  /** What exits and system calls take more on this processor; default: nothing. */
  readonly exitFactor?: Constant;
  /** Mapping of the buffers in the IOMMU, which only the host's own drivers do for each I/O; default: none. */
  readonly mapNs?: Constant;
  /** What is not known of the work of a guest or host for an I/O, as something that widens the interval. */
  readonly doubt?: Constant;
}

/** I/Os of all VMs that are under way at a time. */
export function outstanding({ jobs, vms }: BlockLoad, queueDepth: number): number {
  return queueDepth * (jobs ?? 1) * vms;
}

/** Whether no drive is waited for. */
export function endsInMemory({ path, drives }: BlockLoad): boolean {
  return path.cached === true || drives === 0;
}
