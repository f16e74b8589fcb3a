import { existsSync } from 'node:fs';
import { Token } from 'cdktf';
import type { OnDestroy } from 'cdktf-sriov';
import {
  Carrier,
  HostInventory,
  PhysicalFunction,
  Sriov,
  SriovHost,
  VirtualFunctionPool,
  VmAttachment,
} from 'cdktf-sriov';
import { InputError } from '../../lib/model/errors';
import { healthyHost, TestApp } from './app';

/** What the types rule out, as plain JavaScript passes it. */
const wrong = <T>(value: unknown) => value as T;

const TOKEN = Token.asString({ resolve: () => 'shop' });

let app: TestApp;
beforeEach(() => {
  app = new TestApp();
});
afterEach(() => app.dispose());

function host(props: object = {}): SriovHost {
  return new SriovHost(app.stack(), 'kvm01', props);
}

function pf(options: object = {}): PhysicalFunction {
  return host().addPhysicalFunction('uplink', { address: '0000:3b:00.0', ...options });
}

function vms(): VirtualFunctionPool {
  return pf().addPool('vms', { count: 2 });
}

test.each<[string, () => unknown, RegExp]>([
  [
    'a carrier without props',
    () => Carrier.nullResource(wrong(undefined)),
    /Carrier\.nullResource.*undefined, not an object.*Give an object with the connection/,
  ],
  ['a carrier without a connection', () => Carrier.terraformData(wrong({})), /connection is undefined, not an object/],
  [
    'a connection that is a destination of ssh',
    () => Carrier.nullResource(wrong({ connection: 'root@kvm01' })),
    /connection is "root@kvm01", not an object/,
  ],
  [
    'a connection without a host',
    () => Carrier.nullResource(wrong({ connection: { type: 'ssh', host: null } })),
    /connection\.host is null, not a text/,
  ],
  [
    'an onDestroy that there is not',
    () => Carrier.nullResource({ connection: { type: 'ssh', host: 'kvm01' }, onDestroy: wrong<OnDestroy>('zzz') }),
    /onDestroy is "zzz".*one of restore, keep/,
  ],
  [
    'a remote folder that is a number',
    () => Carrier.nullResource({ connection: { type: 'ssh', host: 'kvm01' }, remoteFolder: wrong(3) }),
    /remoteFolder is 3, not a text/,
  ],
  ['a carrier that is a text', () => host({ carrier: 'ssh' }), /rack1\/kvm01.*carrier is "ssh", not a Carrier/],
  ['an inventory that is a path', () => host({ inventory: 'kvm01.json' }), /inventory is "kvm01\.json".*HostInventory/],
  ['an attachment without a VM', () => pf().addPool('vms', { count: 1 }).attach(wrong(undefined)), /vm is undefined/],
  ['an attachment to a number', () => pf().addPool('vms', { count: 1 }).attach(wrong(3)), /vm is 3, not a text/],
  [
    'an attachment to a token',
    () => vms().attach(Token.asString({ resolve: () => 'web' })),
    /rack1\/kvm01\/uplink\/vms.*vm is a token, known only at deploy.*Give attachmentId/,
  ],
  [
    'an attachment id that is a number',
    () => vms().attach('web', { attachmentId: wrong(5) }),
    /rack1\/kvm01\/uplink\/vms.*attachmentId is 5, not a text/,
  ],
  [
    'a VM that has an attachment in the pool already',
    () => {
      const pool = vms();
      pool.attach('web');
      return pool.attach('web');
    },
    /rack1\/kvm01\/uplink\/vms\.attach\] VM "web" has an attachment in this pool already.*an attachmentId of its own/,
  ],
  [
    'an attachment id that another VM has in the pool',
    () => {
      const pool = vms();
      pool.attach('web');
      return pool.attach('db', { attachmentId: 'web' });
    },
    /attachmentId "web" of VM "db" stands for another attachment of this pool/,
  ],
  ['an attachment id that is empty', () => vms().attach('web', { attachmentId: '' }), /attachmentId is empty/],
  [
    'an attachment id that is a token',
    () => vms().attach('web', { attachmentId: `a-${Token.asString({ resolve: () => 'web' })}` }),
    /attachmentId is a token, known only at deploy.*an id that is known at synth/,
  ],
  ['options of an attachment that are none', () => vms().attach('web', wrong(5)), /options is 5, not an object/],
  [
    'a host whose id is a token',
    () => new SriovHost(app.stack(), Token.asString({ resolve: () => 'kvm01' })),
    /rack1\].*id is a token, known only at deploy/,
  ],
  [
    'a pool whose id is a number',
    () => pf().addPool(wrong(5), { count: 1 }),
    /rack1\/kvm01\/uplink\].*id is 5, not a text/,
  ],
  ['options of the app that are none', () => Sriov.of(host()).configure(wrong(null)), /Sriov\.configure.*null/],
  ['a device without limits', () => Sriov.of(host()).addDevice('x1', wrong(undefined)), /limits is undefined/],
  ['a device without an id', () => Sriov.of(host()).addDevice(wrong(undefined), { source: 's' }), /id is undefined/],
  ['a devices file that is no path', () => Sriov.of(host()).addDevicesFile(wrong(3)), /file is 3, not a text/],
])('%s is said where it is given', (_words, make, says) => {
  let error: unknown;
  try {
    make();
  } catch (thrown) {
    error = thrown;
  }
  expect(error).toBeInstanceOf(InputError);
  expect((error as InputError).message).toMatch(says);
});

test('what is no pool among migration targets, and no object as conditions, is a finding of the construct', () => {
  const uplink = pf({ conditions: wrong('dcb') });
  const pool = uplink.addPool('vms', { count: 2 });
  pool.attach('web-1', { migratable: true, migrationTargets: wrong('rack2') });
  pool.attach('web-2', { migratable: true, migrationTargets: [wrong(null)] });
  expect(() => app.app.synth()).toThrow('Validation failed');
  const said = app.findings.map(({ constructPath, message }) => `${constructPath} ${message}`).join('\n');
  expect(said).toMatch(/web-1 migrationTargets is "rack2", not a list/);
  expect(said).toMatch(/web-2 migrationTargets has a member that is null/);
  expect(said).toMatch(/uplink conditions is "dcb", not an object/);
});

test.each<[string, unknown]>([
  ['a text', 'prod'],
  ['a number', 5],
  ['true', true],
  ['a list', ['a']],
  ['a date', new Date()],
])('labels that are %s are a finding of each construct', (_words, labels) => {
  const uplink = host({ labels }).addPhysicalFunction('uplink', { address: '0000:3b:00.0', labels: wrong(labels) });
  const pool = uplink.addPool('vms', { count: 2, labels: wrong(labels) });
  pool.attach('web', { labels: wrong(labels) });
  expect(wrongValues()).toEqual(
    ['kvm01', 'kvm01/uplink', 'kvm01/uplink/vms', 'kvm01/uplink/vms/web'].map((path) => `rack1/${path} labels`),
  );
});

test('a label that is no text is one finding of its construct', () => {
  const labels = wrong<Record<string, string>>({ rack: 5 });
  const uplink = host({ labels }).addPhysicalFunction('uplink', { address: '0000:3b:00.0', labels });
  uplink.addPool('vms', { count: 2, labels });
  expect(wrongValues()).toEqual([
    'rack1/kvm01 labels.rack',
    'rack1/kvm01/uplink labels',
    'rack1/kvm01/uplink/vms labels',
  ]);
});

test.each([0, '', Number.NaN])(
  'a guarantee or demand of %j is a finding, and so are waivers that are a date',
  (none) => {
    const pool = pf().addPool('vms', { count: 2, waivers: wrong(new Date()) });
    pool.attach('web', { guarantee: wrong(none), demand: wrong(none) });
    const path = 'rack1/kvm01/uplink/vms';
    expect(wrongValues()).toEqual([`${path} waivers`, `${path}/web demand`, `${path}/web guarantee`]);
  },
);

test.each<[string, object, RegExp]>([
  ['an app name that is a number', { appName: 5 }, /^INP-004 appName is 5, not a text/],
  ['an app name that is an object', { appName: {} }, /^INP-004 appName is an object, not a text/],
  ['an empty app name', { appName: '' }, /^INP-004 appName "" is empty/],
  ['an app name of two lines', { appName: 'a\nb' }, /^INP-004 appName "a\\nb" holds a control character/],
  ['an app name that is a token', { appName: TOKEN }, /^INP-008 appName is a token.*has to be known at synth/],
  ['a seed that is a number', { macSeed: 5 }, /^INP-005 macSeed is 5, not a text/],
  ['a seed that is a token', { macSeed: TOKEN }, /^INP-008 macSeed is a token/],
  ['an age that is a text', { maxInventoryAgeDays: 'x' }, /^INP-001 maxInventoryAgeDays is "x", not a finite number/],
  ['an age of NaN', { maxInventoryAgeDays: Number.NaN }, /^INP-001 maxInventoryAgeDays is NaN/],
  ['an age that is an object', { maxInventoryAgeDays: {} }, /^INP-001 maxInventoryAgeDays is an object/],
  ['an age that is a token', { maxInventoryAgeDays: Token.asNumber('x') }, /^INP-008 maxInventoryAgeDays is a token/],
  ['a text for true or false', { frozenLock: 'false' }, /^INP-005 frozenLock is "false", not true or false/],
  ['a text for true or false', { print: 'no' }, /^INP-005 print is "no", not true or false/],
])('%s among the options of the app is a finding, and no lock file is written', (_words, options, says) => {
  Sriov.of(app.app).configure(wrong(options));
  vms().attach('web');
  expect(() => app.app.synth()).toThrow('Validation failed');
  const inputs = app.findings.filter(({ ruleId }) => ruleId.startsWith('INP-'));
  expect(inputs.map(({ ruleId, message }) => `${ruleId} ${message}`)).toEqual([expect.stringMatching(says)]);
  expect(inputs[0]?.constructPath).toBe('');
  expect(existsSync(app.lockFile)).toBe(false);
});

test('who manages a host or a PF is known at synth: a token is said to be one where it stands', () => {
  const kvm01 = host({ externallyManaged: TOKEN });
  kvm01.addPhysicalFunction('uplink', { address: '0000:3b:00.0' });
  kvm01.addPhysicalFunction('second', { address: '0000:3b:00.1', externallyManaged: wrong(TOKEN) });
  expect(wrongValues()).toEqual(['rack1/kvm01 externallyManaged', 'rack1/kvm01/second externallyManaged']);
  for (const { ruleId, severity, message } of app.findings.filter(({ ruleId }) => ruleId.startsWith('INP-'))) {
    expect([ruleId, severity]).toEqual(['INP-008', 'error']);
    expect(message).toMatch(/^externallyManaged is a token, known only at deploy, and has to be known at synth/);
  }
});

test('limits of a device are known at synth, a file of devices too', () => {
  Sriov.of(app.app).addDevice('intel-e810-xxv-sfp', { source: 'data sheet', maxVfsPerPf: Token.asNumber('x') });
  expect(() => Sriov.of(app.app).addDevicesFile(TOKEN)).toThrow(/file is a token, known only at deploy/);
  healthyHost(app.stack());
  expect(wrongValues()).toEqual([' limits of intel-e810-xxv-sfp.maxVfsPerPf']);
  expect(app.findings.map(({ message }) => message).join('\n')).not.toContain('e+298');
});

test('a hundred thousand VLANs of a guest are one finding', () => {
  const guestVlans = Array.from({ length: 100_000 }, (_, n) => 5000 + n);
  pf().addPool('vms', { count: 2, guestVlans });
  expect(wrongValues()).toEqual(['rack1/kvm01/uplink/vms guestVlans']);
  expect(app.findings.length).toBeLessThan(20);
});

test('a lock file that is no path is a finding', () => {
  Sriov.of(app.app).configure({ lockFile: wrong(5) });
  vms();
  expect(wrongValues()).toEqual([' lockFile']);
});

test('options of the app that are null count as left out', () => {
  Sriov.of(app.app).configure(wrong({ appName: null, maxInventoryAgeDays: null, lockFile: null }));
  healthyHost(app.stack());
  expect(() => app.app.synth()).not.toThrow();
});

function wrongValues(): string[] {
  expect(() => app.app.synth()).toThrow('Validation failed');
  const inputs = app.findings.filter(({ ruleId }) => ruleId.startsWith('INP-'));
  return inputs.map(({ constructPath, pointer }) => `${constructPath} ${pointer}`).sort();
}

test('attachments with null for their options or id are named after the VM, and a VM that is a token has the id given', () => {
  const pool = vms();
  expect(pool.attach('web-1', wrong(null)).node.id).toBe('web-1');
  expect(pool.attach('web-2', { attachmentId: wrong(null) }).node.id).toBe('web-2');
  const unknown = Token.asString({ resolve: () => 'web' });
  expect(pool.attach(unknown, { attachmentId: 'web-3' }).node.id).toBe('web-3');
});

test('an inventory of this library passes', () => {
  expect(() => host({ inventory: HostInventory.fromObject({}) })).not.toThrow();
});

test.each<[string, (props: never) => unknown, string]>([
  ['a host', (props) => new SriovHost(app.stack(), 'kvm01', props), 'rack1/kvm01'],
  ['a PF', (props) => new PhysicalFunction(app.stack(), 'uplink', props), 'rack1/uplink'],
  ['a pool', (props) => new VirtualFunctionPool(app.stack(), 'vms', props), 'rack1/vms'],
  ['an attachment', (props) => new VmAttachment(app.stack(), 'web', props), 'rack1/web'],
])('%s whose props are null is an error in words', (_words, make, path) => {
  expect(() => make(wrong(null))).toThrow(`[${path}] props is null, not an object. Give an object`);
});
