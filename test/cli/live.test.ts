import { once } from 'node:events';
import { existsSync, mkdirSync, mkdtempSync, readdirSync, readFileSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { spawn } from '../support/child';
import type { RunRecord } from '../../lib/host/port';
import { fileNameOf } from '../../lib/host/file-names';
import { OUT_FOLDER } from '../../lib/host/out-folder';
import { writeSynthRecord } from '../../lib/host/synth-record';
import type { VirtualHostState } from '../../lib/host/virtual';
import type { Inventory } from '../../lib/inventory/inventory';
import { serializeInventory } from '../../lib/inventory/parse';
import type { HostPlan } from '../../lib/plan/host-plan';
import { attached, igbHost, igbPlan, VM } from '../apply/hosts';
import { bundledCli } from './bundled-cli';
import { sriov } from './sriov';

let folder: string;
beforeEach(() => {
  folder = mkdtempSync(join(tmpdir(), 'sriov-live-'));
});
afterEach(() => rmSync(folder, { recursive: true, force: true }));

const RATE = { minTxMbps: 0, maxTxMbps: 100 };
const plan = igbPlan({
  virtualFunctions: attached(2, { vlan: { vlan: 100, qos: 0, protocol: '802.1Q' }, rate: RATE }),
});
const IN_USE = { users: [{ kind: 'vfio' as const, detail: 'qemu 4711' }] };

/** An out folder with these plans, all made for the same host. */
function outFolder(plans: readonly HostPlan[] = [plan], observed: Inventory = igbHost()): string {
  const out = join(folder, 'out');
  mkdirSync(join(out, OUT_FOLDER.hosts), { recursive: true });
  const byHost = Object.fromEntries(plans.map((one) => [one.host, one]));
  writeFileSync(join(out, OUT_FOLDER.hosts, OUT_FOLDER.plans), JSON.stringify(byHost));
  const all = Object.fromEntries(plans.map(({ host }) => [host, observed]));
  writeFileSync(join(out, OUT_FOLDER.hosts, OUT_FOLDER.observed), JSON.stringify(all));
  writeSynthRecord(out, []);
  return out;
}

function named(name: string, of: HostPlan = plan): HostPlan {
  return { ...of, name, host: `rack1/${name}` };
}

const virtual = () => join(folder, 'kvm01.json');

function lastRun(): RunRecord {
  return JSON.parse(readFileSync(virtual(), 'utf8')).lastRun;
}

/** Changes the host behind the back of the program. */
function byHand(change: (text: string) => string): void {
  writeFileSync(virtual(), change(readFileSync(virtual(), 'utf8')));
}

describe('sriov plan', () => {
  test('exits with 1, shows old and new values and whom it hits, and writes nothing', async () => {
    const { exitCode, stdout, stderr } = await sriov('plan', outFolder(), '--virtual', virtual());
    expect(exitCode).toBe(1);
    expect(stdout).toMatch(/~ {3}PF 0000:3b:00\.0\n.*numVfs +0 -> 2/);
    expect(stdout).toMatch(/\+ {3}VF 0-1 of 0000:3b:00\.0 \(web-0, web-1\)\n.*driver +vfio-pci/);
    expect(stdout).toMatch(/\+ vlan +100 qos 0 802\.1Q/);
    expect(stdout).toMatch(/link of 0000:3b:00\.0: away for about 2 s: igb restarts its port.*measured/);
    expect(stderr).toMatch(/is not there yet: it begins as the inventory that the plan was made for says/);
    expect(existsSync(virtual())).toBe(false);
  });

  test('says which VMs lose a VF when all VFs of a PF are made anew', async () => {
    const four = igbPlan({ virtualFunctions: attached(4) });
    const out = outFolder([four], igbHost({ vfs: [{}, {}], autoprobe: false }));
    const { stdout } = await sriov('plan', out, '--virtual', virtual());
    expect(stdout).toMatch(/-\/\+ VF 0-1 of 0000:3b:00\.0 \(web-0, web-1\)/);
    expect(stdout).toMatch(/VMs that own them: web-0, web-1\n/);
    expect(stdout).toMatch(/away for about 4 s/);
  });

  test('prints changes, blast radius and refusals for machines', async () => {
    const four = igbPlan({ virtualFunctions: attached(4) });
    const out = outFolder([four], igbHost({ vfs: [IN_USE], autoprobe: false }));
    const { exitCode, stdout } = await sriov('plan', out, '--virtual', virtual(), '--json');
    expect(exitCode).toBe(1);
    expect(JSON.parse(stdout)).toMatchObject([
      {
        status: 'refused',
        changes: expect.arrayContaining([expect.objectContaining({ vf: 0, action: 'recreate', vm: 'web-0' })]),
        blastRadius: { vms: ['web-0'], links: [{ pf: '0000:3b:00.0', seconds: 4 }] },
        refusals: [{ ruleId: 'OPS-002' }],
      },
    ]);
  });

  test('exits with 0 when nothing differs', async () => {
    const out = outFolder();
    await sriov('apply', out, '--virtual', virtual(), '--yes');
    const { exitCode, stdout } = await sriov('plan', out, '--virtual', virtual());
    expect(exitCode).toBe(0);
    expect(stdout).toMatch(/nothing to do/);
  });
});

describe('sriov apply', () => {
  test('tells each step as it ends, and the result last and alone on standard output', async () => {
    const { exitCode, stdout, stderr } = await sriov('apply', outFolder(), '--virtual', virtual(), '--yes');
    expect(exitCode).toBe(0);
    const count = lastRun().steps.length;
    expect(stderr).toMatch(new RegExp(`kvm01 ${count}/${count} .*: ok\n$`));
    expect(stdout).toMatch(/^kvm01: done, \d+ steps of which \d+ changed something; read back as wanted\n$/);
  });

  test('done twice does nothing the second time', async () => {
    const out = outFolder();
    await sriov('apply', out, '--virtual', virtual(), '--yes');
    const { exitCode, stdout } = await sriov('apply', out, '--virtual', virtual(), '--yes', '--json');
    expect(exitCode).toBe(0);
    expect(JSON.parse(stdout)).toMatchObject([{ status: 'unchanged', roundTrips: 2, steps: [] }]);
  });

  test('asks, and without anybody to ask wants --yes', async () => {
    const { exitCode, stdout, stderr } = await sriov('apply', outFolder(), '--virtual', virtual());
    expect({ exitCode, stdout }).toEqual({ exitCode: 2, stdout: '' });
    expect(stderr).toMatch(/there is no terminal to ask on.*Give --yes/);
    expect(existsSync(virtual())).toBe(false);
  });

  test('refuses to take a VF that is in use, until its attachment is named', async () => {
    const four = igbPlan({ virtualFunctions: attached(4) });
    const out = outFolder([four], igbHost({ vfs: [IN_USE], autoprobe: false }));
    const refused = await sriov('apply', out, '--virtual', virtual(), '--yes');
    expect(refused.exitCode).toBe(1);
    expect(refused.stdout).toMatch(/refused, nothing was changed\n.*OPS-002.*web-0; vfio qemu 4711/);
    expect(`${refused.stdout}${refused.stderr}`.match(/OPS-002/g)).toHaveLength(1);
    expect(refused.stderr).toMatch(/must not run: the result says why/);
    expect(existsSync(virtual())).toBe(false);
    const allowed = await sriov('apply', out, '--virtual', virtual(), '--yes', '--allow-disrupt', `${VM}/web-0`);
    expect(allowed.exitCode).toBe(0);
  });

  test('takes no name for --allow-disrupt that names nothing', async () => {
    const { exitCode, stderr } = await sriov(
      ...['apply', outFolder(), '--virtual', virtual(), '--yes', '--allow-disrupt', `${VM}/wbe-0`],
    );
    expect(exitCode).toBe(2);
    expect(stderr).toMatch(/--allow-disrupt.*wbe-0 is neither an attachment/);
  });

  test('says what was done, what failed and what was not started when a step fails', async () => {
    const wrong = igbPlan({ virtualFunctions: attached(2, { linkState: 'enable' }) });
    const out = outFolder([wrong]);
    const unsound = await sriov('apply', out, '--virtual', virtual(), '--yes');
    expect(unsound).toMatchObject({
      exitCode: 1,
      stdout: expect.stringMatching(/on the kernel model.*\n.*EOPNOTSUPP/),
    });
    const failed = await sriov('apply', out, '--virtual', virtual(), '--yes', '--skip-simulation');
    expect(failed.exitCode).toBe(2);
    expect(failed.stdout).toMatch(
      /failed at step \d+ of \d+; what was done before stays\n.*failed: .*VF 0: .*EOPNOTSUPP/,
    );
    expect(failed.stdout).toMatch(/done: \d steps?\n.*not started: 0000:3b:00\.0 VF/);
    const drift = await sriov('drift', out, '--virtual', virtual());
    expect(drift.stdout).toMatch(/linkState is auto, wanted is enable \(the apply .* failed at it/);
  });

  test('begins a virtual host as a named inventory says', async () => {
    const from = join(folder, 'now.json');
    writeFileSync(from, serializeInventory(igbHost({ vfs: [{}, {}, {}], autoprobe: false })));
    const { stdout } = await sriov('plan', outFolder(), '--virtual', virtual(), '--from', from);
    expect(stdout).toMatch(/numVfs +3 -> 2/);
  });

  test('refuses what an inventory does not know of the management, as on the host that it was read from', async () => {
    const from = join(folder, 'now.json');
    writeFileSync(from, serializeInventory(withoutManagement(igbHost())));
    const refused = await sriov('apply', outFolder(), '--virtual', virtual(), '--from', from, '--yes');
    expect(refused.exitCode).toBe(1);
    expect(refused.stdout).toMatch(/OPS-001.* whether 0000:3b:00\.0 carries the management of the host is not known/);
    const forced = ['--virtual', virtual(), '--from', from, '--yes', '--force-management'];
    expect((await sriov('apply', outFolder(), ...forced)).exitCode).toBe(0);
  });

  test.each([
    [false, 1],
    [true, 0],
  ])(
    'takes the management to pass no PF only of a host that nobody read (presumed: %s)',
    async (presumed, exitCode) => {
      const out = outFolder([{ ...igbPlan(), presumed }], withoutManagement(igbHost()));
      const applied = await sriov('apply', out, '--virtual', virtual(), '--yes');
      expect(applied.exitCode).toBe(exitCode);
      expect(/the virtual host does not/.test(applied.stderr)).toBe(presumed);
    },
  );
});

function withoutManagement(inventory: Inventory): Inventory {
  const physicalFunctions = inventory.physicalFunctions.map((pf) => ({
    ...pf,
    network: pf.network && { ...pf.network, carriesManagement: null },
  }));
  return { ...inventory, physicalFunctions };
}

describe('sriov drift', () => {
  test('exits with 0 on a host as it was left, and with 1 and a cause when somebody changed it', async () => {
    const out = outFolder();
    await sriov('apply', out, '--virtual', virtual(), '--yes');
    expect(await sriov('drift', out, '--virtual', virtual())).toMatchObject({
      exitCode: 0,
      stdout: 'kvm01: as wanted\n',
    });
    byHand((text) => text.replace('"vlan":100', '"vlan":7'));
    const { exitCode, stdout } = await sriov('drift', out, '--virtual', virtual());
    expect(exitCode).toBe(1);
    expect(stdout).toMatch(
      /VF 0 of 0000:3b:00\.0: vlan is 7 qos 0 802\.1Q, wanted is 100 .*wrote it as wanted: another program changed/,
    );
    const json = JSON.parse((await sriov('drift', out, '--virtual', virtual(), '--json')).stdout);
    expect(json).toMatchObject([{ status: 'differs', differences: [{ field: 'vlan', vf: 0, cause: 'changed' }] }]);
  });
});

describe('sriov drift', () => {
  test('says that a VF is held by another VM than planned, though no setting differs', async () => {
    const out = outFolder();
    await sriov('apply', out, '--virtual', virtual(), '--yes');
    byHand((text) => {
      const state = JSON.parse(text) as VirtualHostState;
      const [pf] = state.inventory.physicalFunctions;
      Object.assign(pf?.virtualFunctions[0] ?? {}, { users: [{ kind: 'domain', detail: 'db' }] });
      return JSON.stringify(state);
    });
    const { exitCode, stdout } = await sriov('drift', out, '--virtual', virtual());
    expect(exitCode).toBe(1);
    expect(stdout).toMatch(/^kvm01: VFs held by other VMs\n {2}OPS-010 \[.*web-0\] VF 0 .*held by domain db/);
    const json = JSON.parse((await sriov('drift', out, '--virtual', virtual(), '--json')).stdout);
    expect(json).toMatchObject([{ status: 'differs', refusals: [{ ruleId: 'OPS-010' }], differences: [] }]);
  });
});

describe('sriov rollback', () => {
  test('goes back to how the host was before the last apply', async () => {
    const out = outFolder();
    await sriov('apply', out, '--virtual', virtual(), '--yes');
    const { exitCode, stdout } = await sriov('rollback', out, '--virtual', virtual(), '--yes');
    expect(exitCode).toBe(0);
    expect(stdout).toMatch(/read back as it was before/);
    expect((await sriov('plan', out, '--virtual', virtual())).stdout).toMatch(/numVfs +0 -> 2/);
  });

  test('names the run that it undoes, and drift names the rollback afterwards', async () => {
    const out = outFolder();
    await sriov('apply', out, '--virtual', virtual(), '--yes');
    const { id, client } = lastRun();
    const back = await sriov('rollback', out, '--virtual', virtual(), '--yes', '--json');
    expect(JSON.parse(back.stdout)).toMatchObject([{ status: 'done', undoes: { id, client } }]);
    const { stdout } = await sriov('drift', out, '--virtual', virtual());
    expect(stdout).toMatch(
      new RegExp(`the rollback \\S+ of \\S+ by \\S+ undid run ${id.slice(0, 8)} of \\S+ by ${client}`),
    );
    expect(stdout).not.toMatch(/as after a boot|changed it/);
  });

  test('after an apply that changed nothing does nothing and says so; the run before is undone by its id', async () => {
    const out = outFolder();
    await sriov('apply', out, '--virtual', virtual(), '--yes');
    const { id } = lastRun();
    expect((await sriov('apply', out, '--virtual', virtual(), '--yes')).stdout).toMatch(/nothing to do/);
    const nothing = await sriov('rollback', out, '--virtual', virtual(), '--yes');
    expect(nothing.exitCode).toBe(0);
    expect(nothing.stdout).toMatch(/nothing to roll back\n.*run \S+ of \S+ by \S+ changed nothing there; .*--run /);
    expect(lastRun()).toMatchObject({ id, purpose: 'apply' });
    const named = await sriov('rollback', out, '--virtual', virtual(), '--yes', '--run', id.slice(0, 8));
    expect(named.stdout).toMatch(/done, .* read back as it was before/);
  });

  test('takes runs back one after the other, the last one first', async () => {
    const one = outFolder([igbPlan()]);
    await sriov('apply', one, '--virtual', virtual(), '--yes');
    const first = lastRun().id;
    outFolder([igbPlan({ virtualFunctions: attached(4) })]);
    await sriov('apply', one, '--virtual', virtual(), '--yes');
    const second = lastRun().id;
    const early = await sriov('rollback', one, '--virtual', virtual(), '--yes', '--run', first);
    expect(early.exitCode).toBe(1);
    expect(early.stdout).toMatch(
      new RegExp(`not rolled back\n.*run ${second.slice(0, 8)} .*came after.*--run ${second}`),
    );
    const numVfs = () => JSON.parse(readFileSync(virtual(), 'utf8')).inventory.physicalFunctions[0].numVfs;
    await sriov('rollback', one, '--virtual', virtual(), '--yes', '--run', second);
    expect(numVfs()).toBe(2);
    await sriov('rollback', one, '--virtual', virtual(), '--yes', '--run', first);
    expect(numVfs()).toBe(0);
    const { stdout } = await sriov('history', one, '--virtual', virtual());
    expect(
      stdout.split('\n').map((line) => /(apply|rollback) .*: (undoes run \S+|done)/.exec(line)?.slice(1, 3)),
    ).toEqual([
      undefined,
      ['rollback', `undoes run ${first.slice(0, 8)},`],
      ['rollback', `undoes run ${second.slice(0, 8)},`],
      ['apply', 'done'],
      ['apply', 'done'],
      undefined,
    ]);
  });

  test('of a run that no host knows is a mistake', async () => {
    const out = outFolder();
    await sriov('apply', out, '--virtual', virtual(), '--yes');
    const { exitCode, stderr } = await sriov('rollback', out, '--virtual', virtual(), '--yes', '--run', 'deadbeef');
    expect(exitCode).toBe(2);
    expect(stderr).toMatch(/no host knows a run deadbeef.*sriov history/);
  });

  test('says that there is nothing to go back to', async () => {
    const { exitCode, stdout } = await sriov('rollback', outFolder(), '--virtual', virtual(), '--yes');
    expect(exitCode).toBe(0);
    expect(stdout).toMatch(/nothing to roll back\n.*nothing was ever applied/);
  });
});

describe('several hosts', () => {
  const THREE = ['kvm01', 'kvm02', 'kvm03'];
  const all = () => outFolder(THREE.map((name) => named(name)));
  /** File of the virtual host in the folder of all. */
  const fileOf = (name: string) => `${fileNameOf(`rack1/${name}`)}.json`;

  test('are applied to at once, each with a file in the folder, and summed up', async () => {
    const { exitCode, stdout } = await sriov('apply', all(), '--virtual', join(folder, 'hosts'), '--yes');
    expect(exitCode).toBe(0);
    expect(readdirSync(join(folder, 'hosts')).sort()).toEqual(THREE.map(fileOf));
    expect(stdout).toMatch(/3 hosts: 3 done\n$/);
  });

  test.each([
    ['does not stop the others', [], /2 done/, 2],
    ['stops all with --fail-fast, before any is touched', ['--fail-fast'], /skipped/, 0],
  ])('one that cannot be read %s', async (_what, options, says, files) => {
    const out = all();
    mkdirSync(join(folder, 'hosts'));
    writeFileSync(join(folder, 'hosts', fileOf('kvm02')), 'no JSON');
    const { exitCode, stdout } = await sriov('apply', out, '--virtual', join(folder, 'hosts'), '--yes', ...options);
    expect(exitCode).toBe(2);
    expect(stdout).toMatch(/kvm02: failed: .*kvm02-\w+\.json/);
    expect(stdout).toMatch(says);
    const touched = readdirSync(join(folder, 'hosts')).filter((name) => name !== fileOf('kvm02'));
    expect(touched).toHaveLength(files);
  });

  test('have each a result of their own: what is wrong with one keeps none from the others', async () => {
    const out = outFolder([named('kvm01'), named('kvm02'), named('kvm03')]);
    const hosts = join(folder, 'hosts');
    mkdirSync(hosts);
    expect((await sriov('apply', out, '--virtual', hosts, '--yes', '--host', 'kvm01')).exitCode).toBe(0);
    const whole = readFileSync(join(hosts, fileOf('kvm01')), 'utf8');
    writeFileSync(join(hosts, fileOf('kvm01')), whole.replace(/"startedAt":\d+/, '"startedAt":1e300'));
    writeFileSync(join(hosts, fileOf('kvm02')), '\0'.repeat(1000));
    const { exitCode, stdout } = await sriov('apply', out, '--virtual', hosts, '--yes');
    expect(exitCode).toBe(2);
    expect(stdout).toMatch(/kvm01: failed: .*lastRun\/startedAt/);
    expect(stdout).toMatch(/kvm02: failed: .*no JSON/);
    expect(stdout).toMatch(/kvm03: done/);
    expect((await sriov('drift', out, '--virtual', hosts)).stdout).toMatch(/kvm03: as wanted/);
  });

  test('that a run was not at are left alone by its rollback', async () => {
    const out = all();
    const hosts = join(folder, 'hosts');
    await sriov('apply', out, '--virtual', hosts, '--yes');
    const four = igbPlan({ virtualFunctions: attached(4) });
    outFolder(THREE.map((name) => named(name, name === 'kvm02' ? four : plan)));
    const clock = Date.now() + 5000;
    const now = jest.spyOn(Date, 'now').mockImplementation(() => clock);
    expect((await sriov('apply', out, '--virtual', hosts, '--yes', '--host', 'kvm02')).exitCode).toBe(0);
    now.mockRestore();
    const { exitCode, stdout } = await sriov('rollback', out, '--virtual', hosts, '--yes');
    expect(exitCode).toBe(0);
    expect(stdout).toMatch(/kvm01: nothing to roll back\n {2}left alone: run \S+ .* was not here; .*--run /);
    expect(stdout).toMatch(/kvm02: done/);
    const numVfs = (name: string) =>
      JSON.parse(readFileSync(join(hosts, fileOf(name)), 'utf8')).inventory.physicalFunctions[0].numVfs;
    expect(THREE.map(numVfs)).toEqual([2, 2, 2]);
  });

  test('can be narrowed to one', async () => {
    const { stdout } = await sriov('plan', all(), '--virtual', virtual(), '--host', 'kvm03');
    expect(stdout).toMatch(/^kvm03 \[rack1\/kvm03\]/);
  });

  test.each([
    ['--virtual', () => [join(all(), OUT_FOLDER.hosts, OUT_FOLDER.plans)], /is one file, and there are 3 hosts/],
    ['--ssh', () => ['root@kvm01'], /root@kvm01 is one host, and there are 3.*\{host\}/],
    ['--local', () => [], /there are 3 hosts.*--host NAME/],
  ])('with one place for all of them (%s) are refused', async (option, value, says) => {
    const { exitCode, stderr } = await sriov('plan', all(), option, ...value());
    expect(exitCode).toBe(2);
    expect(stderr).toMatch(says);
  });
});

describe('misuse', () => {
  test.each([
    ['no host', [], /no host is given.*--ssh DEST, --local and --virtual FILE/],
    ['two ways to a host', ['--local', '--virtual', 'x.json'], /more than one of/],
    ['a host that is in no plan', ['--virtual', 'x.json', '--host', 'kvm99'], /no host is called kvm99.*rack1\/kvm01/],
    ['no number', ['--virtual', 'x.json', '--parallel', '0'], /whole number above 0/],
    ['a virtual host without a path', ['--virtual', ''], /--virtual.*the path is empty/],
    [
      'a beginning of a host that is none',
      ['--local', '--from', 'x.json'],
      /--from.*it goes with --virtual, which is not/,
    ],
    ['sudo without ssh', ['--local', '--sudo'], /--sudo.*it goes with --ssh, which is not given.*give --ssh DEST/],
    [
      'an option of ssh without ssh',
      ['--virtual', 'x.json', '--ssh-option', 'Port=1'],
      /--ssh-option.*it goes with --ssh/,
    ],
  ])('%s ends with 2 and what to do', async (_what, options, says) => {
    const { exitCode, stdout, stderr } = await sriov('plan', outFolder(), ...options);
    expect({ exitCode, stdout }).toEqual({ exitCode: 2, stdout: '' });
    expect(stderr).toMatch(says);
  });

  test('a host that ssh does not reach is told apart from a failed command', async () => {
    const { exitCode, stdout } = await sriov('plan', outFolder(), '--ssh', 'root@127.0.0.1', '--ssh-option', 'Port=1');
    expect(exitCode).toBe(2);
    expect(stdout).toMatch(/kvm01: not reached, nothing was changed\n/);
  });
});

test('a process that is killed leaves a host that the next one finishes', async () => {
  const program = bundledCli(folder);
  const out = outFolder();
  const args = [program, 'apply', out, '--virtual', virtual(), '--yes'];
  const child = spawn(process.execPath, args, {
    env: { ...process.env, SRIOV_VIRTUAL_PACE: '1' },
    stdio: ['ignore', 'ignore', 'pipe'],
  });
  // The wait for the link takes 2 s: the process is in the middle of the run.
  for await (const chunk of child.stderr) if (/VF 1: VLAN 100: ok/.test(String(chunk))) break;
  const ended = once(child, 'exit');
  child.kill('SIGKILL');
  await ended;
  const killed = lastRun();
  expect(killed.ended).toBe(false);
  expect(killed.states.filter(({ state }) => state === 'started')).toHaveLength(1);
  const drift = await sriov('drift', out, '--virtual', virtual());
  expect(drift.stdout).toMatch(/was cut short after \d+ of \d+ steps\n.*"sriov apply" finishes it/);
  const { exitCode, stderr } = await sriov('apply', out, '--virtual', virtual(), '--yes');
  expect(stderr).toMatch(/the apply .* was cut short after/);
  expect(exitCode).toBe(0);
  expect((await sriov('drift', out, '--virtual', virtual())).exitCode).toBe(0);
}, 60_000);
