import type { Quantity } from './quantity';

/**
 * A host, or a part of it, as resources with capacities and flows that use them. It says nothing of what the resources
 * are: wire, link, core, drive and rate limit are all alike.
 */
export interface System {
  readonly resources: readonly Resource[];
  readonly flows: readonly Flow[];
}

export interface Resource {
  readonly id: string;
  /** As a report names it: `PCIe link to the host`. */
  readonly name: string;
  /** Units a second; of a core nanoseconds of work a second, which is 1e9 for each. */
  readonly capacity: Quantity;
  /** How many serve at the same time, as cores behind one queue do; default 1. */
  readonly servers?: number;
  /**
   * Half the sum of the squared coefficients of variation of arrivals and service: 1, the default, for random ones, 0
   * for both at a constant rate. Waiting is in proportion to it.
   */
  readonly variability?: number;
}

export interface Flow {
  readonly id: string;
  readonly load: OpenLoop | ClosedLoop;
  /** Time that one packet or I/O takes beside its service and its waiting at the resources. */
  readonly pathNs: Quantity;
  readonly uses: readonly Use[];
  /** Part in the sharing; default 1. */
  readonly weight?: number;
  /** Rate that is kept for the flow; default 0. */
  readonly floor?: number;
  /** What the flow may do at most, apart from resources. */
  readonly limits?: readonly Limit[];
  /** Packets or I/Os that fit into the queue before the resource that stops the flow. */
  readonly queueLength?: number;
}

/** As many a second as are offered, whatever comes out; may be infinite. */
export interface OpenLoop {
  readonly kind: 'open';
  readonly offered: number;
}

/** So many at a time: the next begins when one is done. */
export interface ClosedLoop {
  readonly kind: 'closed';
  readonly outstanding: number;
}

/** What one packet or I/O takes of a resource, in the unit of its capacity. */
export interface Use {
  readonly resource: string;
  readonly amount: Quantity;
}

export interface Limit {
  readonly name: string;
  readonly rate: Quantity;
}
