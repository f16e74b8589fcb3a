import type { HostPort, HostReading } from '../../../host/port';

/**
 * A host for as long as a command of Terraform lasts: who reads at the same time shares one look, and who changes it comes
 * one after the other, each with a look of its own.
 */
export class HostSession {
  private shared: Promise<HostReading> | null = null;
  private last: Promise<unknown> = Promise.resolve();

  public constructor(private readonly port: HostPort) {}

  /** For messages. */
  public get name(): string {
    return this.port.name;
  }

  /** The host as it was seen last, or is seen now. One that was not reached is tried again. @throws HostUnreachable */
  public look(): Promise<HostReading> {
    if (this.shared === null) {
      const looking = this.port.observe();
      this.shared = looking;
      looking.catch(() => {
        if (this.shared === looking) this.shared = null;
      });
    }
    return this.shared;
  }

  /** The host with this look in place of a new one. */
  public seen(reading: HostReading): HostPort {
    return lookingAt(this.port, reading);
  }

  /** Does work that may change the host, when all that was asked for before is done. What was seen until then is out of date. */
  public change<T>(work: (port: HostPort) => Promise<T>): Promise<T> {
    const turn = this.last.then(async () => {
      this.shared = null;
      try {
        return await work(this.port);
      } finally {
        this.shared = null;
      }
    });
    this.last = turn.catch(() => undefined);
    return turn;
  }

  public close(): Promise<void> {
    return this.port.close();
  }
}

/** The port, with this look in place of a new one. */
export function lookingAt(port: HostPort, reading: HostReading): HostPort {
  return {
    name: port.name,
    roundTrips: port.roundTrips,
    observe: () => Promise.resolve(reading),
    run: (run, listen) => port.run(run, listen),
    confirm: (runId) => port.confirm(runId),
    history: () => port.history(),
    noteUnchanged: (runId, after) => port.noteUnchanged(runId, after),
    close: () => port.close(),
  };
}
