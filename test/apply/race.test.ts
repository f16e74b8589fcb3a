import { BUILT_IN_DRIVERS } from '../../lib/catalog/driver-table';
import { mkdtempSync, readdirSync, readFileSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { createInterface } from 'node:readline';
import type { ChildProcess } from 'node:child_process';
import { buildSync } from 'esbuild';
import { carryOut, planLive } from '../../lib/apply';
import type { RunEnd } from '../../lib/host/port';
import { fileStore, virtualHost, type VirtualHostState } from '../../lib/host/virtual';
import { differences } from '../../lib/plan/difference';
import type { HostPlan } from '../../lib/plan/host-plan';
import { autoprobe, SmallHost, trust } from '../host/linux/support/small-host';
import { stepRun } from '../support/step-run';
import { spawn, UNLIMITED } from '../support/child';
import { describeInShells } from '../support/shells';
import { attached, igbHost, igbPlan } from './hosts';
import type { RaceResult, RaceTask } from './race-client';

/** Rounds in which three clients race for one host; more with RACE_ROUNDS. */
const ROUNDS = Number(process.env.RACE_ROUNDS ?? 12);
const CLIENTS = 3;

jest.setTimeout(ROUNDS * 20_000);

let folder: string;
beforeAll(() => {
  folder = mkdtempSync(join(tmpdir(), 'sriov-race-'));
});
afterAll(() => rmSync(folder, { recursive: true, force: true }));

function tally(counts: Map<string, number>, words: readonly string[]): void {
  for (const word of words) counts.set(word, (counts.get(word) ?? 0) + 1);
}

function report(what: string, counts: ReadonlyMap<string, number>): void {
  const text = [...counts].sort().map(([word, count]) => `${word} ${count}`);
  process.stdout.write(`${ROUNDS} rounds of ${CLIENTS} clients on ${what}: ${text.join(', ')}\n`);
}

describe('processes that apply to one virtual host at once', () => {
  /** Another number of VFs and another rate each: there is always something to do. */
  const plans = [1, 2, 3].map((count): HostPlan => {
    const rate = { minTxMbps: 0, maxTxMbps: 100 * count };
    return igbPlan({ virtualFunctions: attached(count, { rate, vlan: { vlan: count, qos: 0, protocol: '802.1Q' } }) });
  });
  let clients: readonly Client[];

  beforeAll(() => {
    const program = join(folder, 'race-client.js');
    const entryPoints = [join(__dirname, 'race-client.ts')];
    buildSync({ entryPoints, outfile: program, bundle: true, platform: 'node', logLevel: 'error' });
    clients = plans.map(() => new Client(program));
  });
  afterAll(() => clients.forEach((client) => client.end()));

  test('each is done in the end, or told who is at it, and the host is as the last one wants it', async () => {
    const counts = new Map<string, number>();
    const file = join(folder, 'kvm01.json');
    const port = virtualHost({
      kernel: { drivers: BUILT_IN_DRIVERS },
      name: file,
      store: fileStore(file),
      initial: () => ({ inventory: igbHost(), source: 'the test', presumed: false }),
    });
    expect((await carryOut(port, await planLive(port, plans[0] as HostPlan))).status).toBe('done');
    for (let round = 0; round < ROUNDS; round++) {
      const results = await Promise.all(
        clients.map((client, n) => client.ask({ file, plan: plans[(n + round) % CLIENTS] as HostPlan })),
      );
      for (const { tries } of results) tally(counts, tries);
      expect({ round, problems: results.flatMap(({ problem }) => problem ?? []) }).toEqual({ round, problems: [] });
      const { lock, lastRun, inventory } = JSON.parse(readFileSync(file, 'utf8')) as VirtualHostState;
      const last = plans.find(({ target }) => target.physicalFunctions[0]?.numVfs === vfsOf(lastRun));
      expect({ round, lock, ended: lastRun?.ended }).toEqual({ round, lock: null, ended: true });
      expect({ round, differences: differences((last as HostPlan).target, inventory) }).toEqual({
        round,
        differences: [],
      });
    }
    expect(readdirSync(folder).sort()).toEqual(['kvm01.json', 'race-client.js']);
    report('a virtual host', counts);
  });
});

/** VFs that a run made. */
function vfsOf(run: VirtualHostState['lastRun']): number | undefined {
  const made = run?.steps.flatMap((step) => (step.kind === 'num-vfs' ? [step.numVfs] : [])) ?? [];
  return made.at(-1);
}

/** A process of its own that applies what it is told to. */
class Client {
  private readonly child: ChildProcess;
  private readonly waiting: ((line: string) => void)[] = [];

  public constructor(program: string) {
    // The suite ends it, after as many rounds as were asked for.
    this.child = spawn(process.execPath, [program], { ...UNLIMITED, stdio: ['pipe', 'pipe', 'inherit'] });
    if (this.child.stdout === null) throw new Error('no output');
    createInterface({ input: this.child.stdout }).on('line', (line) => this.waiting.shift()?.(line));
  }

  public async ask(task: RaceTask): Promise<RaceResult> {
    const answer = new Promise<string>((resolve) => this.waiting.push(resolve));
    this.child.stdin?.write(`${JSON.stringify(task)}\n`);
    return JSON.parse(await answer) as RaceResult;
  }

  public end(): void {
    this.child.kill();
  }
}

describeInShells('processes of %s that carry steps out on one host at once', ['sh'], (shell) => {
  let host: SmallHost;
  beforeAll(() => {
    host = new SmallHost(shell);
  });
  afterAll(() => host.remove());

  test('one has its turn, the others are told that it is at it or was; no journal is lost or mixed up', async () => {
    const counts = new Map<string, number>();
    const ports = Array.from({ length: CLIENTS }, (_, n) => host.port({ client: `client${n}@here` }));
    let finished = 0;
    for (let round = 0; round < ROUNDS; round++) {
      const { lastRun } = await (ports[0] as (typeof ports)[0]).observe();
      const known = { after: lastRun?.id ?? null, ...(lastRun !== null && { afterEnded: lastRun.ended }) };
      const steps = [autoprobe(false), trust(round % 3), autoprobe(true)];
      const ends: RunEnd[] = await Promise.all(ports.map((port) => port.run(stepRun(steps, known))));
      const words = ends.map(({ status }) => status);
      tally(counts, words);
      expect({ round, words: [...words].sort() }).toEqual({
        round,
        words: ['finished', ...words.filter((word) => word === 'busy' || word === 'outdated')].sort(),
      });
      finished += 1;
      expect(host.journal().filter((line) => /^(started|changed|unchanged|over)/.test(line)).length).toBe(7);
    }
    expect(Math.max(...readdirSync(host.folders.state).map((name) => Number(name.split('.')[1])))).toBe(finished);
    report('a Linux host', counts);
  });
});
