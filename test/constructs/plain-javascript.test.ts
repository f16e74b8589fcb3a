import type { OnDestroy } from 'cdktf-sriov';
import { Carrier, HostInventory, type PhysicalFunction, Sriov, SriovHost } from 'cdktf-sriov';
import { InputError } from '../../lib/model/errors';
import { TestApp } from './app';

/** What the types rule out, as plain JavaScript passes it. */
const wrong = <T>(value: unknown) => value as T;

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

test('an inventory of this library passes', () => {
  expect(() => host({ inventory: HostInventory.fromObject({}) })).not.toThrow();
});
