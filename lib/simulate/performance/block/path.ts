import type { Constant } from '../system/quantity';

/**
 * A way from a guest to a drive. All are made of the same parts: what a vCPU does for an I/O, what a thread of
 * the host does for it, what both do more when that thread sleeps and has to be woken, and the rest of the time.
 */
export interface BlockPath {
  readonly name: string;
  readonly class: BlockPathClass;
  /** Work of a vCPU for one I/O: file system, block layer, driver and benchmark. */
  readonly guestNs: Constant;
  /** Thread of the host that carries out I/Os; null: the device does it all. */
  readonly thread: BackendThread | null;
  /** How often an I/O wakes thread and guest while the thread has nothing else to do; null: it polls and never sleeps. */
  readonly wakes: Constant | null;
  /** Time of one I/O alone beside the work of vCPU, thread and drive. */
  readonly restNs: Constant;
  /** What all queues of a controller share and take one after the other; null: nothing known. */
  readonly shared: SharedPart | null;
  /** Whether the data ends in memory of the host, so that no drive is waited for. */
  readonly cached?: boolean;
}

export type BlockPathClass = 'whole-function' | 'polled' | 'kernel-thread' | 'vmm-thread' | 'emulated' | 'host';

export interface BackendThread {
  readonly name: string;
  /** How many there are of it: one for a VM's drive, one for each queue of it, or as many cores as serve all VMs. */
  readonly per: 'drive' | 'queue' | 'host';
  /** Work for one I/O, its own submission and completion included, while it is busy. */
  readonly readNs: Constant;
  readonly writeNs: Constant;
  /** Work for one I/O more where each is submitted by itself, with a system call. */
  readonly singlyNs?: Constant;
}

export interface SharedPart {
  readonly name: string;
  readonly ns: Constant;
  /** Part by which it takes longer for each further queue. */
  readonly perQueue: number;
}
