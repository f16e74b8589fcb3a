import { type KernelSeries, nameOfHost } from '../kernels';
import type { TopologyName } from '../topologies';
import type { Clock } from '../qemu';
import type { LabEvent } from '../record';
import { firstDifferences } from './differences';
import type { EmulationDeath } from './emulation';

/** What hosts of a pool differ in: one is leased to whoever asks for the same. */
export interface Kind {
  readonly topology: TopologyName;
  readonly management: 'virtio' | 'pf';
  readonly clock: Clock;
  readonly kernel: KernelSeries;
}

/** Where a host is. */
export interface Place {
  readonly folder: string;
  readonly port: number;
}

/** A host as its pool handles it. */
export interface Machine {
  readonly place: Place;
  /** null: the power is off. */
  readonly pid: () => number | null;
  /** Everything that a test may have changed, as text. It is taken once after the first boot, as `start`. */
  readonly start: string;
  /** Brings the host back to its start, and looks. @throws Error when it does not answer */
  readonly reset: () => Promise<string>;
  readonly kill: () => Promise<void>;
  readonly reboot: () => Promise<void>;
  /** Ends it for good. */
  readonly stop: () => void;
  /** Between two leases it must not use a processor. */
  readonly rest: () => void;
  readonly wake: () => void;
  /** Deaths of its emulation since it was asked last, of those that were rebooted since too. */
  readonly deaths: () => Promise<readonly EmulationDeath[]>;
}

export interface PoolOptions {
  readonly boot: (kind: Kind) => Promise<Machine>;
  readonly record: (event: LabEvent) => void;
  /** Hosts that may be there at once before one that rests is ended. */
  readonly mostAtOnce: number;
}

interface Host {
  readonly key: string;
  readonly machine: Machine;
  state: 'resting' | 'leased' | 'on its way back';
  /** Order of the last lease. */
  usedAt: number;
}

/** A host that a suite has for itself. */
export interface Lease {
  readonly machine: Machine;
  /** The suite is done with it. */
  readonly giveBack: () => Promise<void>;
  /** The suite has gone without a word: nobody knows what it left. */
  readonly abandon: () => Promise<void>;
}

/**
 * Hosts that suites lease one after the other. A host that comes back is brought to its start, which is verified by a
 * look at it; one that does not get there is thrown away, and one that is dead goes.
 */
export class Pool {
  private readonly hosts = new Set<Host>();
  private readonly returns = new Map<Host, Promise<void>>();
  private readonly deathsOf = new Map<string, EmulationDeath[]>();
  private leases = 0;
  private isClosed = false;

  public constructor(private readonly options: PoolOptions) {}

  /** A host of a kind: one that rests, one that is on its way back, else a new one. @throws Error when none comes up */
  public async lease(kind: Kind, suite: string): Promise<Lease> {
    const key = JSON.stringify([kind.topology, kind.management, kind.clock, kind.kernel]);
    for (;;) {
      const resting = this.find(key, 'resting');
      if (resting !== undefined) {
        resting.machine.wake();
        return this.leased(resting, kind, suite);
      }
      const returning = this.find(key, 'on its way back');
      if (returning === undefined) break;
      await this.returns.get(returning);
    }
    this.makeRoom();
    const machine = await this.options.boot(kind);
    const host: Host = { key, machine, state: 'leased', usedAt: 0 };
    this.hosts.add(host);
    return this.leased(host, kind, suite);
  }

  /** Deaths of the emulation under the hosts that a suite had, once they are back. */
  public async deathsIn(suite: string): Promise<readonly EmulationDeath[]> {
    await Promise.all(this.returns.values());
    return this.deathsOf.get(suite) ?? [];
  }

  /** A suite begins again. */
  public forget(suite: string): void {
    this.deathsOf.delete(suite);
  }

  /** Ends all hosts, those on their way back too. */
  public close(): void {
    this.isClosed = true;
    for (const host of this.hosts) this.drop(host);
  }

  private find(key: string, state: Host['state']): Host | undefined {
    for (const host of this.hosts) {
      if (host.state === 'resting' && host.machine.pid() === null) this.drop(host);
      else if (host.key === key && host.state === state) return host;
    }
    return undefined;
  }

  private leased(host: Host, kind: Kind, suite: string): Lease {
    host.state = 'leased';
    host.usedAt = ++this.leases;
    const end = (work: () => Promise<void>) => {
      // A second word about the same lease changes nothing.
      if (host.state !== 'leased') return this.returns.get(host) ?? Promise.resolve();
      host.state = 'on its way back';
      const done = work().finally(() => this.returns.delete(host));
      this.returns.set(host, done);
      return done;
    };
    return {
      machine: host.machine,
      giveBack: () => end(() => this.takeBack(host, kind, suite)),
      abandon: () =>
        end(async () => {
          await this.note(host, suite);
          this.discard(host, kind, `${suite} ended without giving it back`);
        }),
    };
  }

  private async takeBack(host: Host, kind: Kind, suite: string): Promise<void> {
    const { machine } = host;
    if (await this.note(host, suite)) return this.drop(host);
    if (machine.pid() === null) return this.drop(host);
    const begun = Date.now();
    try {
      const look = await machine.reset();
      if (this.isClosed) return;
      const left = firstDifferences(machine.start, look);
      if (left !== null) return this.discard(host, kind, `after ${suite} it did not come back to its start: ${left}`);
    } catch (error) {
      if (this.isClosed) return;
      if (await this.note(host, suite)) return this.drop(host);
      return this.discard(host, kind, `after ${suite} ${error instanceof Error ? error.message : String(error)}`);
    }
    this.options.record({ event: 'reset', host: nameOf(kind), seconds: Math.round((Date.now() - begun) / 1000) });
    host.state = 'resting';
    machine.rest();
  }

  /** Keeps in mind what the emulation did to a suite. Returns whether it did something. */
  private async note({ machine }: Host, suite: string): Promise<boolean> {
    const deaths = await machine.deaths();
    if (deaths.length > 0) this.deathsOf.set(suite, [...(this.deathsOf.get(suite) ?? []), ...deaths]);
    return deaths.length > 0;
  }

  private discard(host: Host, kind: Kind, why: string): void {
    this.options.record({ event: 'discard', host: nameOf(kind), why });
    this.drop(host);
  }

  private drop(host: Host): void {
    this.hosts.delete(host);
    host.machine.stop();
  }

  /** Ends the host that has rested longest when there are too many. */
  private makeRoom(): void {
    if (this.hosts.size < this.options.mostAtOnce) return;
    const [longest] = [...this.hosts].filter(({ state }) => state === 'resting').sort((a, b) => a.usedAt - b.usedAt);
    if (longest !== undefined) this.drop(longest);
  }
}

/** For people. */
export function nameOf({ topology, management, clock, kernel }: Kind): string {
  return [
    nameOfHost(topology, kernel),
    ...(management === 'pf' ? ['reached through a PF'] : []),
    ...(clock === 'own' ? ['own clock'] : []),
  ].join(', ');
}
