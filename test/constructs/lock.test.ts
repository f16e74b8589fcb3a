import { readFileSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { App, TerraformOutput, TerraformStack, Testing } from 'cdktf';
import { Sriov, type SriovHost, type SriovOptions } from 'cdktf-sriov';
import { healthyHost, messageOf, TestApp, TIDY } from './app';

/** The lock file of an app: what is written, when, and what is said of it. */

const first = new TestApp();
afterAll(() => first.dispose());

function tenantsOf(host: SriovHost, vms: readonly string[], pool = 'tenants') {
  const pf = host.addPhysicalFunction('uplink', { address: '0000:3b:00.0' });
  const made = pf.addPool(pool, { ...TIDY, count: 8, tenant: 'blue', vlan: 100 });
  return vms.map((vm) => made.attach(vm));
}

/** Synthesises an app of one stack with one host, and gives what was printed. */
function synth(
  lockFile: string,
  vms: readonly string[],
  options: SriovOptions & { stack?: string; pool?: string; host?: string } = {},
) {
  const { stack = 'rack1', pool, host, ...rest } = options;
  const app = new App({ outdir: join(first.folder, `out-${stack}`) });
  Sriov.of(app).configure({ lockFile, ...rest });
  tenantsOf(healthyHost(new TerraformStack(app, stack), host), vms, pool);
  const said = jest.spyOn(process.stderr, 'write').mockImplementation(() => true);
  try {
    app.synth();
    return said.mock.calls.map(([text]) => String(text)).join('');
  } finally {
    said.mockRestore();
  }
}

function lockIn(file: string) {
  return JSON.parse(readFileSync(file, 'utf8'));
}

describe('under a test', () => {
  test.each([
    ['an app of Testing.app()', () => Testing.app()],
    ['any app in a process of a test runner', () => new App({ outdir: first.outdir })],
  ])('%s has its lock in memory, writes no file, and has the same MACs every time', (_words, make) => {
    const before = readFileSync('sriov.lock.json', 'utf8');
    const [once, again] = [0, 1].map(() => {
      const app = make();
      Sriov.of(app).configure({ print: false });
      const stack = new TerraformStack(app, 'rack1');
      const [web] = tenantsOf(healthyHost(stack), ['web']);
      new TerraformOutput(stack, 'mac', { value: web?.macAddress });
      app.synth();
      return JSON.parse(readFileSync(join(app.outdir, 'stacks/rack1/cdk.tf.json'), 'utf8')).output.mac.value;
    });
    expect(once).toMatch(/^02(:[0-9a-f]{2}){5}$/);
    expect(again).toBe(once);
    expect(readFileSync('sriov.lock.json', 'utf8')).toBe(before);
  });

  test('of a lock in memory nothing is printed, since nothing is written', () => {
    const app = Testing.app();
    tenantsOf(healthyHost(new TerraformStack(app, 'rack1')), ['web']);
    const said = jest.spyOn(process.stderr, 'write').mockImplementation(() => true);
    app.synth();
    const lines = said.mock.calls.map(([text]) => String(text));
    said.mockRestore();
    expect(lines.filter((line) => line.startsWith('lock:'))).toEqual([]);
  });

  test('a lock in memory is never frozen', () => {
    const app = Testing.app();
    Sriov.of(app).configure({ print: false, frozenLock: true });
    tenantsOf(healthyHost(new TerraformStack(app, 'rack1')), ['web']);
    expect(() => app.synth()).not.toThrow();
  });

  test('a file is used where one is named', () => {
    const file = join(first.folder, 'named.lock.json');
    synth(file, ['web']);
    expect(Object.keys(lockIn(file).attachments)).toEqual(['rack1/kvm01/uplink/tenants/web']);
  });
});

describe('a synth', () => {
  test('says in one line what it changed, and nothing when it changed nothing', () => {
    const file = join(first.folder, 'line.lock.json');
    expect(synth(file, ['a', 'b', 'c'])).toBe('lock: 3 added, 0 moved, 0 dropped\n');
    expect(synth(file, ['a', 'b', 'c'])).toBe('');
    expect(synth(file, ['a', 'd'])).toBe('lock: 1 added, 0 moved, 2 dropped\n');
    expect(synth(file, ['a', 'd'], { pool: 'renters' })).toBe('lock: 0 added, 0 moved, 0 dropped, 2 renamed\n');
  });

  test('keeps it in the record of the out folder, and leaves it to who reads that to say it', () => {
    const file = join(first.folder, 'record.lock.json');
    const changes = () => JSON.parse(readFileSync(join(first.folder, 'out-told/sriov-synth.json'), 'utf8')).lockChanges;
    process.env.SRIOV_REPORT_FOLLOWS = '1';
    try {
      expect(synth(file, ['a'], { stack: 'told' })).toBe('');
      expect(changes()).toBe('lock: 1 added, 0 moved, 0 dropped');
    } finally {
      delete process.env.SRIOV_REPORT_FOLLOWS;
    }
    synth(file, ['a'], { stack: 'told' });
    expect(changes()).toBeUndefined();
  });

  test('of one app leaves the entries of the other in the file that both share', () => {
    const file = join(first.folder, 'shared.lock.json');
    synth(file, ['a', 'b']);
    synth(file, ['x'], { stack: 'rack2', host: 'kvm02' });
    const both = lockIn(file);
    expect(Object.keys(both.attachments)).toEqual([
      'rack1/kvm01/uplink/tenants/a',
      'rack1/kvm01/uplink/tenants/b',
      'rack2/kvm02/uplink/tenants/x',
    ]);
    expect(synth(file, ['a', 'b'])).toBe('');
    synth(file, [], { stack: 'rack2', host: 'kvm02' });
    expect(Object.keys(lockIn(file).attachments)).toEqual([
      'rack1/kvm01/uplink/tenants/a',
      'rack1/kvm01/uplink/tenants/b',
    ]);
  });

  test('is refused a PF that another app has in the file that both share', () => {
    const file = join(first.folder, 'one-pf.lock.json');
    synth(file, ['a']);
    const before = readFileSync(file, 'utf8');
    expect(messageOf(() => synth(file, ['x'], { stack: 'rack2' }))).toMatch(/LOCK-014 .*rack1\/kvm01\/uplink/);
    expect(readFileSync(file, 'utf8')).toBe(before);
  });

  test('is refused a stack that the file gives to an app of another name', () => {
    const file = join(first.folder, 'apps.lock.json');
    synth(file, ['a'], { appName: 'billing' });
    const before = readFileSync(file, 'utf8');
    expect(messageOf(() => synth(file, ['x'], { appName: 'shop' }))).toMatch(
      /LOCK-011 .*belongs to the app billing, and this one is called shop/,
    );
    expect(messageOf(() => synth(file, ['x']))).toMatch(/LOCK-011 .*this one has no name/);
    expect(readFileSync(file, 'utf8')).toBe(before);
  });
});

describe('the seed of MACs', () => {
  const macOf = (file: string, vm: string) => lockIn(file).attachments[`rack1/kvm01/uplink/tenants/${vm}`].mac;

  test('is made once, so that two deployments of one source have other MACs', () => {
    const [staging, production] = [join(first.folder, 'staging.json'), join(first.folder, 'production.json')];
    synth(staging, ['web']);
    synth(production, ['web']);
    expect(lockIn(staging).macSeed).toMatch(/^[0-9a-f]{16}$/);
    expect(macOf(staging, 'web')).not.toBe(macOf(production, 'web'));
    const { macSeed } = lockIn(staging);
    synth(staging, ['web', 'db']);
    expect(lockIn(staging).macSeed).toBe(macSeed);
  });

  test('may be stated, and one that changes leaves the MACs of owners', () => {
    const file = join(first.folder, 'stated.json');
    synth(file, ['web'], { macSeed: 'blue' });
    const mac = macOf(file, 'web');
    expect(synth(file, ['web'], { macSeed: 'green' })).toBe('lock: no owner changed (the seed of MACs was written)\n');
    expect([lockIn(file).macSeed, macOf(file, 'web')]).toEqual(['green', mac]);
    expect(() => synth(file, ['web'], { macSeed: 'no seed' })).toThrow(/macSeed\] it is no seed/);
  });

  test('comes to a file of version 1 without a change of its owners, and a frozen one is told to get it', () => {
    const file = join(first.folder, 'old.json');
    const web = { physicalFunction: 'rack1/kvm01/uplink', vf: 5, mac: '02:aa:00:00:00:01' };
    const attachments = { 'rack1/kvm01/uplink/tenants/web': web };
    writeFileSync(file, JSON.stringify({ lockVersion: 1, attachments }));
    expect(messageOf(() => synth(file, ['web'], { frozenLock: true }))).toMatch(
      /LOCK-010 .*has no macSeed.*Run synth once without --frozen-lock/,
    );
    expect(synth(file, ['web'])).toBe('lock: no owner changed (the seed of MACs was written)\n');
    expect(lockIn(file).attachments).toEqual(attachments);
    expect(synth(file, ['web'], { frozenLock: true })).toBe('');
  });
});
