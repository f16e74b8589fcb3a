import { join } from 'node:path';
import { linuxOverSsh } from '../lib/host/linux';
import type { HostPort } from '../lib/host/port';
import { differences } from '../lib/plan/difference';
import { bootLab, type LabHost } from '../test/lab/lab';
import { ALIAS } from '../test/lab/ssh';
import { bareScript, RESET_SCRIPT } from './bare-script';
import { writePlans } from './plans';
import { cpuMilliseconds, type Ended, sriov, timed } from './programs';
import { type Goal, median, type Row, spread } from './report';
import { type SshCall, SshWatch } from './ssh-calls';
import { WANTED } from './wanted';

/** Pairs of a bare script and an apply, by turns, so that a drift of the machine hits both. */
const PAIRS = 5;
const NAME = 'kvm';

/** `sriov apply` on an emulated host against a bare script that does the same over one ssh session. */
export async function benchEmulatedHost(folder: string): Promise<{ readonly rows: Row[]; readonly goals: Goal[] }> {
  const host = await bootLab('flat');
  try {
    return await new EmulatedBench(host, folder).measure();
  } finally {
    host.stop();
  }
}

class EmulatedBench {
  private readonly port: HostPort;
  private readonly out: string;
  private readonly watch: SshWatch;

  public constructor(
    private readonly host: LabHost,
    folder: string,
  ) {
    this.port = linuxOverSsh({ destination: ALIAS, configFile: host.sshConfigFile });
    this.out = join(folder, 'emulated');
    this.watch = new SshWatch(folder);
  }

  public async measure(): Promise<{ readonly rows: Row[]; readonly goals: Goal[] }> {
    await this.reset();
    const { inventory } = await this.port.observe();
    writePlans(this.out, [{ name: NAME, target: WANTED, observed: inventory }]);
    // The first of each fills the caches of both machines, and does not count.
    await this.bare();
    const calls = await this.watched();
    printShares(calls);
    const unchangedCalls = await this.watched('unchanged');
    const bare: Spent[] = [];
    const full: Spent[] = [];
    for (let pair = 0; pair < PAIRS; pair++) {
      bare.push(await this.bare());
      full.push(await this.full());
      const [b, f] = [bare, full].map((spent) => spent.at(-1)?.milliseconds.toFixed(0));
      console.error(`pair ${pair + 1} of ${PAIRS}: bare script ${b} ms, sriov apply ${f} ms`);
    }
    const unchanged: Spent[] = [];
    for (let n = 0; n < PAIRS; n++) unchanged.push(await this.spent(() => this.apply()));
    await this.port.close();
    return {
      rows: [
        row('bare script, one ssh session', bare, 1),
        row('sriov apply', full, sessionsOf(calls)),
        row('sriov apply, nothing to do', unchanged, sessionsOf(unchangedCalls)),
      ],
      goals: [
        {
          name: 'sriov apply against the bare script',
          value: medianOf(full) / medianOf(bare),
          unit: 'times',
          goal: 1.3,
        },
        { name: 'round trips of an apply', value: sessionsOf(calls), unit: 'sessions', goal: 6 },
        { name: 'round trips of a no-op apply', value: sessionsOf(unchangedCalls), unit: 'sessions', goal: 2 },
      ],
    };
  }

  private async bare(): Promise<Spent> {
    await this.reset();
    const spent = await this.spent(() => timed('ssh', [...this.host.sshArguments, 'sh -s'], bareScript()));
    await this.verify('the bare script');
    return spent;
  }

  private async full(): Promise<Spent> {
    await this.reset();
    const spent = await this.spent(() => this.apply());
    await this.verify('sriov apply');
    return spent;
  }

  private async spent(work: () => Promise<Ended>): Promise<Spent> {
    const before = cpuMilliseconds(this.host.pid());
    const { milliseconds } = await work();
    return { milliseconds, hostCpuMilliseconds: cpuMilliseconds(this.host.pid()) - before };
  }

  private apply(env: NodeJS.ProcessEnv = {}) {
    const { sshConfigFile } = this.host;
    return sriov(['apply', this.out, '--ssh', ALIAS, '--ssh-config', sshConfigFile, '--yes', '--json'], env);
  }

  /** An apply on a fresh host, or on one that is as wanted, with every call of ssh noted; not measured with the others. */
  private async watched(state: 'fresh' | 'unchanged' = 'fresh'): Promise<Apply> {
    if (state === 'fresh') await this.reset();
    const before = this.watch.calls().length;
    const start = Date.now();
    const { stdout } = await this.apply(this.watch.env);
    const end = Date.now();
    const calls = this.watch.calls().slice(before);
    const [result] = JSON.parse(stdout) as { readonly status: string; readonly roundTrips: number }[];
    const seen = calls.filter(({ kind }) => kind === 'session').length;
    if (result?.roundTrips !== seen)
      throw new Error(`sriov counts ${result?.roundTrips} sessions, ssh was called for ${seen}`);
    if ((result.status === 'unchanged') !== (state === 'unchanged'))
      throw new Error(`the apply ends as ${result.status}`);
    await this.verify('sriov apply');
    return { start, end, calls };
  }

  private async reset(): Promise<void> {
    await timed('ssh', [...this.host.sshArguments, 'sh -s'], RESET_SCRIPT);
  }

  private async verify(who: string): Promise<void> {
    const { inventory } = await this.port.observe();
    const different = differences(WANTED, inventory);
    if (different.length > 0) throw new Error(`${who} left the host otherwise: ${JSON.stringify(different, null, 2)}`);
  }
}

/** Time that something took, and CPU time of the emulation, which other work on this machine changes less. */
interface Spent {
  readonly milliseconds: number;
  readonly hostCpuMilliseconds: number;
}

function medianOf(spent: readonly Spent[]): number {
  return median(spent.map(({ milliseconds }) => milliseconds));
}

function row(what: string, spent: readonly Spent[], sessions: number): Row {
  const times = spent.map(({ milliseconds }) => milliseconds);
  const cpu = median(spent.map(({ hostCpuMilliseconds }) => hostCpuMilliseconds));
  return { ...spread(what, times), 'median CPU ms of the host': cpu, 'ssh sessions': sessions };
}

/** One apply, and the calls of ssh while it ran; milliseconds since 1970. */
interface Apply {
  readonly start: number;
  readonly end: number;
  readonly calls: readonly SshCall[];
}

function sessionsOf({ calls }: Apply): number {
  return calls.filter(({ kind }) => kind === 'session').length;
}

const SESSIONS = ['connect and look at the host', 'run and look again'];

function printShares({ start, end, calls }: Apply): void {
  const sessions = calls.filter(({ kind }) => kind === 'session');
  const inSessions = sessions.reduce((sum, call) => sum + call.end - call.start, 0);
  console.log('where the time of one apply goes:');
  const say = (what: string, milliseconds: number) =>
    console.log(`  ${what.padEnd(30)}${milliseconds.toFixed(0).padStart(6)} ms`);
  sessions.forEach((call, n) => say(SESSIONS[n] ?? 'confirm', call.end - call.start));
  say('on this machine', end - start - inSessions);
}
