import type { HostPort, HostReading, RunEnd, RunEvent, StepRun } from '../../../host/port';

/** A look, and when it began. */
export interface Seen {
  readonly reading: HostReading;
  /** Milliseconds by the clock of the session. */
  readonly at: number;
}

/**
 * How old a look may be for a change to begin with it: changes of one host that wait for each other follow within less, and a look at a large
 * host takes as long itself.
 *
 * That no VM is hurt does not hang on it. Under its lock and before its first write the host refuses a run where another one took place since
 * the look, where machine or card are others, where a VF that a step reaches is in use, and where a PF carries the management; after
 * the last step all that is wanted is read back. What a hand sets within that time on VFs that are not used is set as was planned, or
 * is an error of the reading back.
 */
const LASTS_MILLISECONDS = 10_000;

/** Whether a change may begin with what was seen then. */
export const isYoung = ({ at }: Seen, now: number): boolean => now - at <= LASTS_MILLISECONDS;

/**
 * The look that all share who ask in one command: refreshes, plans, and changes, of which each leaves the look behind that its run ended
 * with. So a host is looked at once, however many resources it has.
 */
export class LastLook {
  private seen: Promise<Seen> | null = null;
  /** What the run that goes on will have seen at its end. */
  private running: Promise<Seen | null> | null = null;
  private hasRun = false;

  /** @param now milliseconds of a clock that never goes back */
  public constructor(
    private readonly port: HostPort,
    private readonly now: () => number,
  ) {}

  /** The host as it was seen last, or is seen now; who asks during a run of `changing` gets what that ends with. */
  public async get(): Promise<HostReading> {
    return (await this.latest()).reading;
  }

  /** The same, with its time. */
  public async latest(): Promise<Seen> {
    while (this.running !== null) {
      const after = await this.running;
      if (after !== null) return after;
    }
    // Plans of one command agree with each other, however long it takes; once it changes the host it looks again.
    if (this.hasRun) await this.young();
    // A change may have begun by then.
    return this.running === null ? (this.seen ?? this.look()) : this.latest();
  }

  /** What was seen is out of date. */
  public forget(): void {
    this.seen = null;
  }

  /** It is where a change may not begin with it. */
  public async forgetOld(): Promise<void> {
    await this.young();
  }

  /** Does work that changes the host through this port alone, while nobody else does. */
  public async changing<T>(work: (port: HostPort) => Promise<T>): Promise<T> {
    let ended = (_: Seen | null): void => undefined;
    this.running = new Promise((resolve) => (ended = resolve));
    const port = new WatchedPort(this.port, await this.young(), this.now);
    this.forget();
    this.hasRun = true;
    try {
      return await work(port);
    } finally {
      const { seen } = port;
      this.seen = seen === null ? null : Promise.resolve(seen);
      this.running = null;
      ended(seen);
    }
  }

  private look(): Promise<Seen> {
    const at = this.now();
    const looking = this.port.observe().then((reading) => ({ reading, at }));
    this.seen = looking;
    // One that was not reached is tried again.
    looking.catch(() => {
      if (this.seen === looking) this.seen = null;
    });
    return looking;
  }

  /** What was seen, unless it is too old; then it is forgotten. */
  private async young(): Promise<Seen | null> {
    const asked = this.seen;
    const seen = asked === null ? null : await asked.catch(() => null);
    if (seen !== null && isYoung(seen, this.now())) return seen;
    if (this.seen === asked) this.forget();
    return null;
  }
}

/** A port that looks when it does not know how the host is. A run reads all of the host back, for who comes next. */
class WatchedPort implements HostPort {
  public constructor(
    private readonly port: HostPort,
    /** Null: not known, or half of the work of another client. */
    public seen: Seen | null,
    private readonly now: () => number,
  ) {}

  public get name(): string {
    return this.port.name;
  }

  public get roundTrips(): number {
    return this.port.roundTrips;
  }

  public async observe(): Promise<HostReading> {
    if (this.seen !== null) return this.seen.reading;
    const at = this.now();
    const reading = await this.port.observe();
    this.keep({ reading, at });
    return reading;
  }

  public async run(run: StepRun, listen: (event: RunEvent) => void = () => undefined): Promise<RunEnd> {
    this.seen = null;
    let at = this.now();
    const end = await this.port.run({ ...run, readBack: 'everything' }, (event) => {
      // The host is looked at after the last of them.
      at = this.now();
      listen(event);
    });
    if (end.status === 'finished' && end.reading !== undefined) this.keep({ reading: end.reading, at });
    return end;
  }

  public async confirm(runId: string): Promise<void> {
    const { seen } = this;
    // A host that is not told in time goes back by itself.
    this.seen = null;
    await this.port.confirm(runId);
    this.seen = seen;
  }

  public history(): ReturnType<HostPort['history']> {
    return this.port.history();
  }

  /** What nothing was done for is of no account but to a rollback, which looks for itself. */
  public noteUnchanged(runId: string, after: string): Promise<void> {
    return this.port.noteUnchanged(runId, after);
  }

  public close(): Promise<void> {
    return this.port.close();
  }

  private keep(seen: Seen): void {
    if (seen.reading.busy === null) this.seen = seen;
  }
}
