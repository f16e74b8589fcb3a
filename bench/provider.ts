import { mkdirSync, existsSync, statSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { execFileSync, spawn } from '../test/support/child';
import { type Providers, EngineWorkspace } from './engine-workspace';
import { nicInventory } from './hosts';
import { folderOfThisProcess } from './programs';
import { type Goal, median, report, type Row } from './report';

/*
 * The provider under OpenTofu, on virtual hosts: PFs with 8 VFs each, and PFs alone, against as many resources of the engine itself
 * (`terraform_data`) and of a provider in Go made with the reference framework (`time_static`).
 *
 * The engine writes its whole state with each resource that it changes, so that the time of an apply grows with the square of their number and
 * with the size of each: `terraform_data` with states as large as those of the PFs is what no provider can be faster than.
 */

const ROOT = join(__dirname, '..');
const OWN = join(ROOT, 'build/provider');
const GO_PROVIDER = 'github.com/hashicorp/terraform-provider-time@v0.14.2';
const GO_FOLDER = join(ROOT, '.cache/go-provider');

/** What every host of a plugin sets (go-plugin's handshake). */
const COOKIE = {
  TF_PLUGIN_MAGIC_COOKIE: 'd602bf8f470bc67ca7faa0386276bbdd4330efaf76d1a219cb4d6991ca9872b2',
  PLUGIN_PROTOCOL_VERSIONS: '5,6',
};

const SIZES: readonly { readonly count: number; readonly rounds: number }[] = [
  { count: 1, rounds: 5 },
  { count: 100, rounds: 3 },
  { count: 1000, rounds: 1 },
];

const PFS_PER_HOST = 2;

interface Kind {
  readonly name: string;
  /** @param others folder with the workspaces of all kinds, those before it done */
  readonly configuration: (count: number, folder: string, others: string) => object;
}

const workspaceOf = (folder: string, kind: string): string => join(folder, kind.replaceAll(/\W+/g, '-'));

/** Resources of one type, so many. */
const counted = (type: string, count: number, body: object): object => ({
  resource: { [type]: { it: { count, ...body } } },
});

function physicalFunctions(pf: object): Kind['configuration'] {
  return (count, folder) => {
    const hosts = join(folder, `hosts-${Date.now()}`);
    mkdirSync(hosts);
    for (let host = 0; host * PFS_PER_HOST < count; host++) {
      const physicalFunctions = Array.from({ length: PFS_PER_HOST }, (_, port) => nicInventory(port, host));
      writeFileSync(
        join(hosts, `${host}-card.json`),
        JSON.stringify({ inventoryVersion: 1, host: {}, physicalFunctions }),
      );
    }
    const file = `${hosts}/\${floor(count.index / ${PFS_PER_HOST})}`;
    return {
      terraform: { required_providers: { sriov: { source: 'cdktf-sriov/sriov' } } },
      provider: { sriov: {} },
      ...counted('sriov_physical_function', count, {
        host: { virtual: { file: `${file}.json`, from: `${file}-card.json` } },
        address: `0000:3b:00.\${count.index % ${PFS_PER_HOST}}`,
        persistence: 'none',
        ...pf,
      }),
    };
  };
}

const POOL = { count: 8, settings: { vlan: 100, spoof_check: true, trust: false }, vms: { web: {}, db: {} } };

const WITH_VFS = 'PFs with 8 VFs';
const AS_LARGE = 'states as large (terraform_data)';

const KINDS: readonly Kind[] = [
  { name: 'terraform_data', configuration: (count) => counted('terraform_data', count, { input: 'x' }) },
  {
    name: 'time_static (Go)',
    configuration: (count) => ({
      terraform: { required_providers: { time: { source: 'hashicorp/time' } } },
      ...counted('time_static', count, {}),
    }),
  },
  { name: 'PFs alone', configuration: physicalFunctions({}) },
  { name: WITH_VFS, configuration: physicalFunctions({ num_vfs: 8, pools: { vms: POOL } }) },
  {
    name: AS_LARGE,
    configuration: (count, _, others) => {
      const { size } = statSync(join(workspaceOf(others, WITH_VFS), 'terraform.tfstate'));
      // It stands there as input and as output.
      return counted('terraform_data', count, { input: 'x'.repeat(Math.round(size / count / 2)) });
    },
  },
];

type Work = 'plan' | 'apply' | 'plan unchanged';
type Times = Readonly<Record<Work, number[]>>;

/** One after the other, so that a drift of the machine hits all. */
function measure(folder: string, count: number, rounds: number, providers: Providers): Map<string, Times> {
  const times = new Map<string, Times>();
  for (let round = 0; round < rounds; round++) {
    for (const { name, configuration } of KINDS) {
      const workspace = new EngineWorkspace(workspaceOf(folder, name), providers);
      workspace.begin(configuration(count, workspace.folder, folder));
      const own: Times = times.get(name) ?? { plan: [], apply: [], 'plan unchanged': [] };
      times.set(name, own);
      own.plan.push(workspace.time('plan'));
      own.apply.push(workspace.time('apply'));
      own['plan unchanged'].push(workspace.time('plan'));
    }
  }
  return times;
}

/** Milliseconds from the start of a program to the line that tells its host where it is. */
async function startOf(program: string): Promise<number> {
  const begun = process.hrtime.bigint();
  const child = spawn(program, [], { stdio: ['ignore', 'pipe', 'ignore'], env: { ...process.env, ...COOKIE } });
  const milliseconds = await new Promise<number>((resolve, reject) => {
    child.stdout?.once('data', () => resolve(Number(process.hrtime.bigint() - begun) / 1e6));
    child.once('error', reject);
    child.once('exit', () => reject(new Error(`${program} ended before its handshake`)));
  });
  child.removeAllListeners('exit');
  child.kill('SIGKILL');
  return milliseconds;
}

const STARTS = 15;

async function starts(programs: readonly string[]): Promise<number[]> {
  const times: number[][] = programs.map(() => []);
  for (let n = 0; n < STARTS; n++) {
    for (const [k, program] of programs.entries()) times[k]?.push(await startOf(program));
  }
  return times.map((each) => median(each));
}

/** The provider in Go, which is built once. */
function goProvider(): string {
  const program = join(GO_FOLDER, 'terraform-provider-time');
  if (!existsSync(program)) execFileSync('go', ['install', GO_PROVIDER], { env: { ...process.env, GOBIN: GO_FOLDER } });
  return program;
}

/** The provider as it is shipped for machines without Node. */
function executable(folder: string): string {
  const program = join(folder, 'terraform-provider-sriov');
  const script = join(ROOT, 'scripts/release/executable.mjs');
  execFileSync(process.execPath, [script, join(ROOT, 'lib/provider/main.ts'), program], { stdio: 'inherit' });
  return program;
}

async function main(): Promise<void> {
  const folder = folderOfThisProcess();
  const providers = { 'cdktf-sriov/sriov': OWN, 'hashicorp/time': GO_FOLDER };
  const programs = [goProvider(), join(OWN, 'terraform-provider-sriov'), executable(folder)];
  const [go = 0, file = 0, whole = 0] = await starts(programs);
  const rows: Row[] = [
    { count: 0, what: 'start, as a file for Node', 'time_static (Go)': go, 'PFs with 8 VFs': file },
    { count: 0, what: 'start, as an executable', 'time_static (Go)': go, 'PFs with 8 VFs': whole },
  ];
  const goals: Goal[] = [
    { name: 'start to handshake, as a file for Node', value: file, unit: 'ms', goal: 120 },
    { name: 'start to handshake, as an executable', value: whole, unit: 'ms', goal: 60 },
  ];
  for (const { count, rounds } of SIZES) {
    const times = measure(folder, count, rounds, providers);
    const of = (kind: string, work: Work) => median(times.get(kind)?.[work] ?? []);
    for (const work of ['plan', 'apply', 'plan unchanged'] as const) {
      rows.push({ count, what: work, ...Object.fromEntries(KINDS.map(({ name }) => [name, of(name, work)])) });
      if (count !== 1000) continue;
      const ratio = (kind: string) => of(kind, work) / of('time_static (Go)', work);
      goals.push(
        {
          name: `${work} of 1000 PFs with 8 VFs / Go provider`,
          value: ratio('PFs with 8 VFs'),
          unit: 'times',
          goal: 1,
        },
        { name: `${work} of 1000 PFs alone / Go provider`, value: ratio('PFs alone'), unit: 'times', goal: 0.5 },
      );
    }
  }
  report({ bench: 'provider', rows, goals });
  for (const row of rows.filter(({ what }) => what === 'apply')) {
    const ratio = Number(row[WITH_VFS]) / Number(row[AS_LARGE]);
    console.log(
      `apply of ${row['count']} PFs with 8 VFs / the engine alone with states as large: ${ratio.toFixed(2)} times`,
    );
  }
}

main().catch((error: unknown) => {
  console.error(error instanceof Error ? error.message : error);
  process.exitCode = 2;
});
