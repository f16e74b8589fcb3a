import { existsSync, mkdirSync, mkdtempSync, readdirSync, readFileSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { OUT_FOLDER } from '../../lib/host/out-folder';
import { writeSynthRecord } from '../../lib/host/synth-record';
import type { Inventory } from '../../lib/inventory/inventory';
import { machineHash } from '../../lib/model/identity';
import type { HostPlan } from '../../lib/plan/host-plan';
import { attached, igbHost, igbPlan, PF, VM } from '../apply/hosts';
import { sriov } from './sriov';

let folder: string;
beforeEach(() => {
  folder = mkdtempSync(join(tmpdir(), 'sriov-decommission-'));
});
afterEach(() => rmSync(folder, { recursive: true, force: true }));

const plan = igbPlan({ virtualFunctions: attached(2) });
const IN_USE = { users: [{ kind: 'vfio' as const, detail: 'qemu 4711' }] };

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

const virtual = () => join(folder, 'kvm01.json');
const numVfs = () => JSON.parse(readFileSync(virtual(), 'utf8')).inventory.physicalFunctions[0].numVfs ?? 0;
const decommission = (out: string, ...args: string[]) =>
  sriov('decommission', out, '--virtual', virtual(), '--yes', ...args);

describe('sriov decommission', () => {
  test('takes all VFs of a host down, and a rollback brings them back', async () => {
    const out = outFolder();
    await sriov('apply', out, '--virtual', virtual(), '--yes');
    expect(numVfs()).toBe(2);
    expect(await decommission(out, '--pf', PF)).toMatchObject({ exitCode: 0 });
    expect(numVfs()).toBe(0);
    const { stdout } = await sriov('history', out, '--virtual', virtual());
    expect(stdout).toMatch(/Z {2}decommission {2}.*: done.*\n.*Z {2}apply {9}.*: done/);
    expect(await sriov('rollback', out, '--virtual', virtual(), '--yes')).toMatchObject({ exitCode: 0 });
    expect(numVfs()).toBe(2);
  });

  test.each(['drift', 'history'])(
    '%s of a virtual host that is not there makes none, and says what to do',
    async (command) => {
      const { exitCode, stdout, stderr } = await sriov(command, outFolder(), '--virtual', virtual());
      expect(exitCode).not.toBe(0);
      expect(`${stdout}${stderr}`).toMatch(
        /there is no virtual host ".*kvm01\.json" for .*\. Give the path that sriov apply was given/,
      );
      expect(existsSync(virtual())).toBe(false);
    },
  );

  test('has nothing to do on a host without VFs', async () => {
    const { exitCode, stdout } = await decommission(outFolder());
    expect(exitCode).toBe(0);
    expect(stdout).toMatch(/nothing to do|no changes/);
  });

  test('refuses while a VM holds one of them, until its attachment is named', async () => {
    const out = outFolder([plan], igbHost({ vfs: [IN_USE, {}], autoprobe: false }));
    const refused = await decommission(out);
    expect(refused.exitCode).toBe(1);
    expect(refused.stdout).toMatch(/refused, nothing was changed\n.*web-0; vfio qemu 4711/);
    expect(existsSync(virtual())).toBe(false);
    expect(await decommission(out, '--allow-disrupt', `${VM}/web-0`)).toMatchObject({ exitCode: 0 });
    expect(numVfs()).toBe(0);
  });

  describe('of a host that the app no longer has, by its inventory,', () => {
    const inventoryFile = (observed: Inventory) => {
      const file = join(folder, 'inventory.json');
      writeFileSync(file, JSON.stringify(observed));
      return file;
    };
    const made = () => igbHost({ vfs: [{}, {}], autoprobe: false });

    test('goes to a real host as well', async () => {
      const { exitCode, stdout, stderr } = await sriov(
        'decommission',
        inventoryFile(made()),
        ...['--host', plan.host, '--pf', PF, '--yes', '--ssh', 'root@127.0.0.1', '--ssh-option', 'Port=1'],
      );
      expect(exitCode).toBe(2);
      expect(`${stdout}${stderr}`).toMatch(/not reached/);
    });

    test('takes the VFs of the PFs that are named down, and a plan of the host rolls it back', async () => {
      const file = inventoryFile(made());
      const { exitCode, stdout } = await decommission(file, '--host', plan.host, '--pf', PF);
      expect([exitCode, stdout]).toEqual([0, expect.stringMatching(/^kvm01/)]);
      expect(numVfs()).toBe(0);
      const back = await sriov('rollback', outFolder(), '--virtual', virtual(), '--yes');
      expect(back).toMatchObject({ exitCode: 0 });
      expect(numVfs()).toBe(2);
    });

    test('refuses VFs that a VM holds, until they are named', async () => {
      const file = inventoryFile(igbHost({ vfs: [IN_USE, {}], autoprobe: false }));
      const refused = await decommission(file, '--host', plan.host, '--pf', PF);
      expect(refused.exitCode).toBe(1);
      expect(refused.stdout).toMatch(/refused, nothing was changed\n.*vfio qemu 4711/);
      expect(existsSync(virtual())).toBe(false);
    });

    test('refuses VFs that are counted and not listed, until they are allowed by address', async () => {
      const observed = made();
      const [port] = observed.physicalFunctions;
      const unlisted = { ...port, virtualFunctions: port?.virtualFunctions.slice(0, 1) };
      const file = inventoryFile({ ...observed, physicalFunctions: [unlisted as typeof port & object] });
      const address = port?.virtualFunctions[1]?.address ?? '';
      const refused = await decommission(file, '--host', plan.host, '--pf', PF);
      expect(refused.exitCode).toBe(1);
      expect(refused.stdout).toContain(address);
      expect(existsSync(virtual())).toBe(false);
      const allowed = await decommission(file, '--host', plan.host, '--pf', PF, '--allow-disrupt', address);
      expect([allowed.exitCode, allowed.stdout]).toEqual([0, expect.stringMatching(/^kvm01/)]);
      expect(numVfs()).toBe(0);
    });

    test('refuses a port of which nothing was read: it may carry the management', async () => {
      const observed = made();
      const physicalFunctions = observed.physicalFunctions.map((pf) => ({ ...pf, network: null }));
      const file = inventoryFile({ ...observed, physicalFunctions });
      const refused = await decommission(file, '--host', plan.host, '--pf', PF);
      expect(refused.exitCode).toBe(1);
      expect(refused.stdout).toMatch(/OPS-001.* whether 0000:3b:00\.0 carries the management of the host is not known/);
      expect(existsSync(virtual())).toBe(false);
      const forced = await decommission(file, '--host', plan.host, '--pf', PF, '--force-management');
      expect(forced).toMatchObject({ exitCode: 0 });
      expect(numVfs()).toBe(0);
    });

    test('refuses another path than the journal of the host has, and says which to give', async () => {
      await sriov('apply', outFolder(), '--virtual', virtual(), '--yes');
      const observed = made();
      const file = inventoryFile({ ...observed, host: { ...observed.host, hostname: 'kvm01' } });
      const refused = await decommission(file, '--pf', PF);
      expect(refused.exitCode).toBe(1);
      expect(refused.stdout).toMatch(/PLAN-007.* for host rack1\/kvm01.* as kvm01[^]*Give --host rack1\/kvm01/);
      expect(numVfs()).toBe(2);
      expect(await decommission(file, '--pf', PF, '--host', 'rack1/kvm01')).toMatchObject({ exitCode: 0 });
      expect(numVfs()).toBe(0);
    });

    test('works on the virtual host in a folder that an apply of the plan works on', async () => {
      const hosts = `${join(folder, 'hosts')}/`;
      const out = outFolder();
      await sriov('apply', out, '--virtual', hosts, '--yes');
      const before = readdirSync(hosts);
      const args = ['--host', plan.host, '--pf', PF, '--virtual', hosts, '--yes'];
      expect(await sriov('decommission', inventoryFile(made()), ...args)).toMatchObject({ exitCode: 0 });
      expect(readdirSync(hosts)).toEqual(before);
    });

    test('refuses a machine that is not the one of the inventory', async () => {
      const other = made();
      const strange = {
        ...other,
        host: { ...other.host, machine: { ...other.host.machine, boardSerial: machineHash('boardSerial', 'AA11') } },
      };
      const mine = {
        ...other,
        host: { ...other.host, machine: { ...other.host.machine, boardSerial: machineHash('boardSerial', 'BB22') } },
      };
      const from = join(folder, 'other.json');
      writeFileSync(from, JSON.stringify(strange));
      const { exitCode, stdout } = await decommission(
        inventoryFile(mine),
        '--host',
        plan.host,
        '--pf',
        PF,
        '--from',
        from,
      );
      expect(exitCode).toBe(1);
      expect(stdout).toMatch(/PLAN-00[56]|another machine|board/);
      expect(existsSync(virtual())).toBe(false);
    });

    test.each([
      ['a host of two lines', ['--pf', PF, '--host', 'a\nb'], /\[--host\] "a\\nb" holds a control character/],
      [
        'a host that is shown as another',
        ['--pf', PF, '--host', 'a\u202eb'],
        /\[--host\] .* holds an invisible character/,
      ],
      ['an empty host', ['--pf', PF, '--host', ''], /\[--host\] "" is empty/],
      ['a host without a name', ['--pf', PF, '--host', 'rack1/'], /\[--host\] "rack1\/" ends with \//],
      ['no PF', [], /does not say which PFs .*none is named.*those with VFs are --pf 0000/],
      ['a PF that is not there', ['--pf', '0000:99:00.0'], /0000:99:00.0 is no PF of the inventory/],
    ])('refuses %s', async (_words, args, says) => {
      const { exitCode, stdout, stderr } = await decommission(inventoryFile(made()), '--host', plan.host, ...args);
      expect(exitCode).toBe(2);
      expect(`${stdout}${stderr}`.replaceAll('\n', ' ')).toMatch(says);
      expect(existsSync(virtual())).toBe(false);
    });
  });

  test.each([
    ['a PF that the plan does not have', [plan], ['--pf', '0000:99:00.0'], /0000:99:00.0 is no PF of the plan/],
    ['a whole fleet', [plan, { ...plan, name: 'kvm02', host: 'rack1/kvm02' }], [], /holds 2 hosts, and none is named/],
  ])('refuses %s', async (_words, plans, args, says) => {
    const { exitCode, stdout, stderr } = await decommission(outFolder(plans), ...args);
    expect(exitCode).toBe(2);
    expect(`${stdout}${stderr}`).toMatch(says);
    expect(existsSync(virtual())).toBe(false);
  });
});
