import { deviceAt, type LibvirtHost, lookAtDomains } from '../../../host/libvirt';
import type { HostShell } from '../../../host/linux';
import type { HostPort, HostReading } from '../../../host/port';
import { InputError } from '../../../model/errors';
import type { PciAddress } from '../../../model/units';
import { attribute, ProviderError } from '../../schema';
import { isYoung, LastLook, type Seen } from './last-look';
import { PfOwners } from './pf-owners';
import { BY_LIBVIRT, PlannedHost } from './planned-host';

/**
 * A host for as long as a command of Terraform lasts: all who read share one look, and who changes it comes one after the other,
 * after runs with the look that the one before has left.
 */
export class HostSession {
  /** What the plans of this command make of the host. */
  public readonly planned = new PlannedHost();
  public readonly owners = new PfOwners();
  private readonly reading: LastLook;
  private readonly libvirt: Shared<LibvirtHost>;
  private vfs: Promise<Seen> | null = null;
  private last: Promise<unknown> = Promise.resolve();
  /** When domains were changed last, by the clock; null: never. */
  private domainsChanged: number | null = null;
  /** VFs that a plan has found in a domain which they leave. */
  private readonly coming = new Set<PciAddress>();
  /** VFs that an attachment waits for. */
  private readonly awaited = new Map<PciAddress, number>();

  /**
   * @param shell programs of the host; null: it has none
   * @param now milliseconds of a clock that never goes back
   */
  public constructor(
    private readonly port: HostPort,
    private readonly shell: HostShell | null,
    private readonly now: () => number,
  ) {
    this.reading = new LastLook(port, now);
    this.libvirt = new Shared(() => this.lookAtDomains());
  }

  /** For messages. */
  public get name(): string {
    return this.port.name;
  }

  /** The host as it was seen last, or is seen now. One that was not reached is tried again. @throws HostUnreachable */
  public look(): Promise<HostReading> {
    return this.reading.get();
  }

  /**
   * The host as attachments see it. Another attachment changes nothing of their VFs but who has them: a look that is young enough for a
   * change is so here as well, whoever of them came between, unless it shows a VF in a domain that has let go of it.
   */
  public async lookAtVfs(libvirt: LibvirtHost): Promise<HostReading> {
    const asked = this.vfs;
    const seen = asked === null ? null : await asked.catch(() => null);
    if (seen !== null && isYoung(seen, this.now()) && !this.isBeforeRelease(seen, libvirt)) return seen.reading;
    // At once, so that a run that begins meanwhile leaves nothing of before it here.
    if (this.vfs === asked) this.vfs = this.reading.latest();
    return (await (this.vfs ?? this.reading.latest())).reading;
  }

  /** Its libvirt domains, in the same way. @throws ProviderError where it has no libvirt that answers */
  public domains(): Promise<LibvirtHost> {
    return this.libvirt.get();
  }

  /** A plan found that this VF is to come from a domain that another attachment takes it out of. */
  public comesFromDomain(vf: PciAddress): void {
    this.coming.add(vf);
  }

  /** Whether the change that follows the plan may have to wait for this VF. */
  public isComing(vf: PciAddress): boolean {
    return this.coming.has(vf);
  }

  public isAwaited(vf: PciAddress): boolean {
    return (this.awaited.get(vf) ?? 0) > 0;
  }

  /** Lets others know that this VF is waited for, as long as the work goes on. */
  public async awaiting<T>(vf: PciAddress, work: () => Promise<T>): Promise<T> {
    this.awaited.set(vf, (this.awaited.get(vf) ?? 0) + 1);
    try {
      return await work();
    } finally {
      this.awaited.set(vf, (this.awaited.get(vf) ?? 1) - 1);
    }
  }

  /** Programs of the host. @throws ProviderError for a host that has none */
  public get programs(): HostShell {
    if (this.shell !== null) return this.shell;
    throw new ProviderError(
      'The host has no libvirt',
      `${this.name} is a kernel model, without programs and domains. Reach a host with ssh or local, or leave its attachments out.`,
      HOST,
    );
  }

  /** The host with this look in place of a new one. */
  public seen(reading: HostReading): HostPort {
    return lookingAt(this.port, reading);
  }

  /** Does work that may change the host, when all that was asked for before is done. What was seen until then is out of date. */
  public change<T>(work: (port: HostPort) => Promise<T>): Promise<T> {
    return this.inTurn(async () => {
      this.forget();
      try {
        return await work(this.port);
      } finally {
        this.forget();
      }
    });
  }

  /**
   * The same for work that changes the host by runs of the port that it gets, and by nothing else. It may begin with what was seen last,
   * and what its run ends with is seen by who comes next. It looks through that port: who calls `look` waits for its end.
   */
  public changeByRuns<T>(work: (port: HostPort) => Promise<T>): Promise<T> {
    return this.inTurn(async () => {
      this.forgetBeside();
      try {
        return await this.reading.changing(work);
      } finally {
        this.forgetBeside();
      }
    });
  }

  /** The same for work that changes domains by the programs of the host. Who has which VF is looked at again. */
  public changeDomains<T>(work: () => Promise<T>): Promise<T> {
    return this.inTurn(async () => {
      this.libvirt.forget();
      await this.reading.forgetOld();
      try {
        return await work();
      } finally {
        this.domainsChanged = this.now();
        this.libvirt.forget();
        this.reading.forget();
        this.planned.forget();
      }
    });
  }

  public close(): Promise<void> {
    this.shell?.close();
    return this.port.close();
  }

  /** It was made before domains changed, and a VF is used in it by a domain that has it no longer. */
  private isBeforeRelease({ at, reading }: Seen, { domains }: LibvirtHost): boolean {
    if (this.domainsChanged === null || at > this.domainsChanged) return false;
    return reading.inventory.physicalFunctions.some(({ virtualFunctions }) =>
      virtualFunctions.some(
        ({ address, users }) =>
          users.some(({ kind }) => BY_LIBVIRT.has(kind)) &&
          domains.every(({ live }) => deviceAt(live, address) === null),
      ),
    );
  }

  private inTurn<T>(work: () => Promise<T>): Promise<T> {
    const turn = this.last.then(work);
    this.last = turn.catch(() => undefined);
    return turn;
  }

  private forget(): void {
    this.reading.forget();
    this.forgetBeside();
  }

  /** What is known of the host beside the look at it. */
  private forgetBeside(): void {
    this.vfs = null;
    this.libvirt.forget();
    this.planned.forget();
  }

  private async lookAtDomains(): Promise<LibvirtHost> {
    const { programs } = this;
    try {
      return await lookAtDomains(programs);
    } catch (error) {
      if (!(error instanceof InputError)) throw error;
      throw new ProviderError('libvirt does not answer', error.message, HOST, { cause: error });
    }
  }
}

const HOST = [attribute('host')];

/** What all who ask at the same time get, and who asks later. What failed is asked for again. */
class Shared<T> {
  private asked: Promise<T> | null = null;

  public constructor(private readonly ask: () => Promise<T>) {}

  public get(): Promise<T> {
    if (this.asked === null) {
      const asking = this.ask();
      this.asked = asking;
      asking.catch(() => {
        if (this.asked === asking) this.asked = null;
      });
    }
    return this.asked;
  }

  public forget(): void {
    this.asked = null;
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
