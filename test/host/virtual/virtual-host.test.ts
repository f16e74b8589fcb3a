import { BUILT_IN_DRIVERS } from '../../../lib/catalog/driver-table';
import { existsSync, mkdtempSync, readdirSync, readFileSync, rmSync, writeFileSync } from 'node:fs';
import { hostname, tmpdir } from 'node:os';
import { join } from 'node:path';
import { Ajv } from 'ajv';
import { spawnSync } from '../../support/child';
import { carryOut, planLive } from '../../../lib/apply';
import type { HostPort, StepRun } from '../../../lib/host/port';
import { fileStore, virtualHost, type VirtualHostOptions, type VirtualHostState } from '../../../lib/host/virtual';
import { serializeInventory } from '../../../lib/inventory/parse';
import type { Inventory, PhysicalFunctionFacts } from '../../../lib/inventory/inventory';
import planSchema from '../../../schemas/host-plan.schema.json';
import schema from '../../../schemas/virtual-host.schema.json';
import { igbHost, igbPlan } from '../../apply/hosts';
import { inventory, nicFacts } from '../../support/facts';

let folder: string;
let file: string;
beforeEach(() => {
  folder = mkdtempSync(join(tmpdir(), 'sriov-virtual-'));
  file = join(folder, 'kvm01.json');
});
afterEach(() => rmSync(folder, { recursive: true, force: true }));

function host(change: Partial<VirtualHostOptions> = {}, initial: Inventory = igbHost()): HostPort {
  const store = fileStore(file);
  return virtualHost({
    name: file,
    store,
    kernel: { drivers: BUILT_IN_DRIVERS },
    initial: () => ({ inventory: initial, source: 'the test', presumed: false }),
    ...change,
  });
}

async function apply(port: HostPort) {
  return (await carryOut(port, await planLive(port, igbPlan()))).status;
}

function written(): VirtualHostState {
  return JSON.parse(readFileSync(file, 'utf8'));
}

function lockedBy(pid: number, client: string, identity: string | null = null): void {
  const state: VirtualHostState = written();
  writeFileSync(file, JSON.stringify({ ...state, lock: { runId: 'r', pid, since: 1, client, process: identity } }));
}

/** A process id that was just given back. */
function deadPid(): number {
  return spawnSync(process.execPath, ['-e', '']).pid;
}

describe('the file of a virtual host', () => {
  test('is not made by looking, and what the host begins as is said until it is made', async () => {
    const { warnings, inventory: found } = await host().observe();
    expect(warnings).toEqual([expect.stringMatching(/is not there yet: it begins as the test says/)]);
    expect(found).toEqual(igbHost());
    expect(existsSync(file)).toBe(false);
  });

  test('holds all of the host: another process finds it as it was left', async () => {
    expect(await apply(host())).toBe('done');
    const { inventory: found, warnings, lastRun, busy } = await host().observe();
    expect(found.physicalFunctions[0]?.numVfs).toBe(2);
    expect({ warnings, busy }).toEqual({ warnings: [], busy: null });
    expect(lastRun).toMatchObject({ host: 'rack1/kvm01', purpose: 'apply', ended: true });
    expect(await apply(host())).toBe('unchanged');
  });

  test('fits its schema, which fits that of schemas', async () => {
    await apply(host());
    const validate = new Ajv({ discriminator: true, allowUnionTypes: true }).addSchema(planSchema).compile(schema);
    expect(validate(written()) ? [] : validate.errors).toEqual([]);
  });

  test('stands alone: nothing else is left beside it', async () => {
    await apply(host());
    expect(readdirSync(folder)).toEqual(['kvm01.json']);
  });

  test.each([
    ['an inventory, which would be lost', () => serializeInventory(igbHost()), /this is an inventory.*--from/],
    ['no JSON', () => '{ "virtualHostVersion": 1,', /no JSON/],
    ['of a newer version', () => '{ "virtualHostVersion": 2 }', /newer than this program knows/],
    ['something else', () => '{ "planVersion": 1 }', /no virtual host/],
  ])('that is %s is refused', async (_what, text, says) => {
    writeFileSync(file, text());
    await expect(host().observe()).rejects.toThrow(says);
  });

  test('that was damaged by hand is refused with the place', async () => {
    await apply(host());
    writeFileSync(file, readFileSync(file, 'utf8').replace('"state":"done"', '"state":"dnoe"'));
    await expect(host().observe()).rejects.toThrow(/kvm01\.json#\/lastRun\/states\/0/);
  });

  test('whose inventory was damaged is refused with the place in the file', async () => {
    await apply(host());
    const text = readFileSync(file, 'utf8');
    writeFileSync(file, text.replace('"numVfs":2', '"numVfs":"2"'));
    await expect(host().observe()).rejects.toThrow(/kvm01\.json#\/inventory\/physicalFunctions\/0\/numVfs\] found "2"/);
    writeFileSync(file, text.replace('"numVfs":2', '"numVfs":9'));
    await expect(host().observe()).rejects.toThrow(
      /kvm01\.json#\/inventory\/physicalFunctions\/0\/numVfs\] found numVfs 9/,
    );
  });

  test('that tells of a list of VLANs in another text than its one is refused with the place', async () => {
    await apply(host());
    const state = JSON.parse(readFileSync(file, 'utf8')) as VirtualHostState;
    const [step] = state.lastRun?.steps ?? [];
    const strange = { kind: 'vf-vlans', pf: step?.pf, vf: 0, allowed: '200,100' };
    const steps = [strange, ...(state.lastRun?.steps.slice(1) ?? [])];
    writeFileSync(file, JSON.stringify({ ...state, lastRun: { ...state.lastRun, steps } }));
    await expect(host().observe()).rejects.toThrow(/kvm01\.json#\/lastRun\/steps\/0\/allowed\] found "200,100"/);
  });
});

describe('the lock of a virtual host', () => {
  test('holds while its process lives', async () => {
    await apply(host());
    lockedBy(process.ppid, `ann@${hostname()}`);
    expect((await host().observe()).busy).toMatchObject({ pid: process.ppid, runId: 'r' });
  });

  test.each([
    ['of a process that is gone', () => deadPid(), null],
    ['of a process whose id was given out again', () => process.ppid, 'another-boot/42'],
  ])('%s is none', async (_what, pid, identity) => {
    await apply(host());
    lockedBy(pid(), `ann@${hostname()}`, identity);
    expect((await host().observe()).busy).toBeNull();
  });

  test('of another machine cannot be judged, so it holds', async () => {
    await apply(host());
    lockedBy(deadPid(), 'ann@elsewhere');
    expect((await host().observe()).busy).toMatchObject({ client: 'ann@elsewhere' });
  });

  test('a plan made while a run went on is outdated once that has come to its end', async () => {
    await apply(host());
    const ended = written();
    writeFileSync(file, JSON.stringify({ ...ended, lastRun: { ...ended.lastRun, ended: false } }));
    const live = await planLive(host(), igbPlan({ driversAutoprobe: true }));
    writeFileSync(file, JSON.stringify(ended));
    expect(await carryOut(host(), live)).toMatchObject({ status: 'outdated', lastRun: { id: ended.lastRun?.id } });
  });

  test('while it holds nothing is said of the host but that: what was seen is the half of a run', async () => {
    await apply(host());
    lockedBy(process.ppid, `ann@${hostname()}`);
    expect(await apply(host())).toBe('busy');
  });

  test('is waited for no longer than the guard of a process that is gone stays', async () => {
    writeFileSync(`${file}.guard`, `${deadPid()}\n`);
    expect(await apply(host())).toBe('done');
    expect(readdirSync(folder)).toEqual(['kvm01.json']);
  });
});

describe('time on a virtual host', () => {
  const RATE = { minTxMbps: 0, maxTxMbps: 100 };
  const rated = igbPlan({ virtualFunctions: [{ index: 0, address: null, rate: RATE }] });

  test('passes as the model says, as far as the pace asks for it', async () => {
    const port = host({ pace: 0.05 });
    const live = await planLive(port, rated);
    const start = performance.now();
    expect((await carryOut(port, live)).status).toBe('done');
    // The link of igb is away for 2 s.
    expect(performance.now() - start).toBeGreaterThan(90);
  });

  test('is not spent when nobody asks for it', async () => {
    const port = host();
    const live = await planLive(port, rated);
    const start = performance.now();
    expect((await carryOut(port, live)).status).toBe('done');
    expect(performance.now() - start).toBeLessThan(1500);
  });

  test('brings a link back between two looks', async () => {
    let now = Date.now();
    const port = host({ now: () => now });
    const { lastRun } = await port.observe();
    const run: StepRun = {
      id: 'run-1',
      host: 'rack1/kvm01',
      purpose: 'apply',
      steps: [{ kind: 'num-vfs', pf: '0000:3b:00.0', numVfs: 2 }],
      before: { physicalFunctions: [] },
      allowInUse: [],
      allowManagement: [],
      identity: { machine: {}, cards: [] },
      after: lastRun?.id ?? null,
    };
    expect((await port.run(run)).status).toBe('finished');
    const carrier = async () => (await port.observe()).inventory.physicalFunctions[0]?.network?.interfaces[0]?.carrier;
    expect(await carrier()).toBe(false);
    now += 2500;
    expect(await carrier()).toBe(true);
  });
});

test('what a host must have and no inventory says is put in, and said', async () => {
  const bare = nicFacts({ vfOffset: null, vfStride: null });
  const network = { ...bare.network, interfaces: [], linkType: null, eswitchMode: null, carriesManagement: null };
  const observe = (presumed: boolean, known: PhysicalFunctionFacts['network'] = network) =>
    host({
      initial: () => ({ inventory: inventory([{ ...bare, network: known }]), source: 'the test', presumed }),
    }).observe();
  const { inventory: found, warnings } = await observe(true);
  expect(found.physicalFunctions[0]).toMatchObject({ vfOffset: 128, vfStride: 1 });
  expect(found.physicalFunctions[0]?.network).toMatchObject({ carriesManagement: false, interfaces: [{}] });
  const nothing = await observe(true, null);
  expect(nothing.inventory.physicalFunctions[0]?.network).toMatchObject({ carriesManagement: false });
  expect(warnings.join('\n')).toMatch(/no VF offset and stride.*\n.*no network interface.*\n.*management/);
  // What a host was read to be it stays: there an interface that is missing is a device that failed.
  const { inventory: read } = await observe(false);
  expect(read.physicalFunctions[0]).toMatchObject({ vfOffset: 128, network: { carriesManagement: null } });
  expect(read.physicalFunctions[0]?.network?.interfaces).toEqual([]);
});

test('a run without a watchdog waits for no confirmation', async () => {
  await apply(host());
  await expect(host().confirm('run-1')).rejects.toThrow(/waits for no confirmation/);
});
