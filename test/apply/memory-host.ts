import { BUILT_IN_DRIVERS } from '../../lib/catalog/driver-table';
import type { HostPort } from '../../lib/host/port';
import {
  type Cut,
  type CutPoint,
  virtualHost,
  type VirtualHostOptions,
  type VirtualHostState,
  type VirtualHostStore,
} from '../../lib/host/virtual';
import type { Inventory } from '../../lib/inventory/inventory';
import { NO_MEMORY } from '../../lib/simulate/kernel/memory';

/** Process id of the client that was made last, of any host. */
let lastPid = 100;

/** A virtual host whose state is kept in memory: nothing is written, and every state can be gone back to. */
export class MemoryHost {
  public state: VirtualHostState;
  /** Milliseconds since 1970; only tests let time pass. */
  public clock = Date.now();
  /** Clients up to this one are no more. */
  private dead = 0;

  public constructor(
    inventory: Inventory,
    private readonly kernel: VirtualHostOptions['kernel'] = { drivers: BUILT_IN_DRIVERS },
  ) {
    this.state = {
      virtualHostVersion: 1,
      at: this.clock,
      inventory,
      memory: NO_MEMORY,
      lock: null,
      lastRun: null,
      watchdog: null,
    };
  }

  /** A client of its own, as another process would be. */
  public connect(cut?: Cut, change: { readonly client?: string; readonly pace?: number } = {}): HostPort {
    const pid = ++lastPid;
    const store: VirtualHostStore = {
      load: () => this.state,
      save: (state) => (this.state = state),
      exclusively: (work) => work(),
    };
    return virtualHost({
      kernel: this.kernel,
      name: 'memory',
      store,
      initial: () => ({ inventory: this.state.inventory, source: 'the test', presumed: false }),
      processes: { pid, client: change.client ?? 'test@here', identity: null, isAlive: (lock) => lock.pid > this.dead },
      now: () => this.clock,
      ...(change.pace !== undefined && { pace: change.pace }),
      ...(cut !== undefined && { cut }),
    });
  }

  /** Whoever worked on the host is no more. */
  public killClients(): void {
    this.dead = lastPid;
  }
}

/** What a kill at one point of a run leaves behind. */
export interface Snapshot {
  readonly point: CutPoint;
  readonly state: VirtualHostState;
}

/** Does the work once, and gives the state of the host at every point where it could have been cut short. */
export async function snapshotsOf(host: MemoryHost, work: (port: HostPort) => Promise<unknown>): Promise<Snapshot[]> {
  const snapshots: Snapshot[] = [];
  await work(host.connect((point) => snapshots.push({ point, state: host.state })));
  return snapshots;
}
