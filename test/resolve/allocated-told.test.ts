import type { UserFacts } from '../../lib/inventory/inventory';
import type { LockFile } from '../../lib/model/lock';
import { claimantOf, describeUsers, holdersInGroup, holdersOf } from '../../lib/resolve/holders';
import { givingBack } from '../../lib/resolve/nvme-primary';
import { unknownProperty } from '../../lib/resolve/unknown-property';
import { interfaceFacts, inventory, nicFacts, nvmeFacts } from '../support/facts';
import { entry, lockOf, resolve, UPLINK, type WantedSketch } from './wanted';

/** Findings of resolving as a whole: VFs that are lost, PFs that are not found, properties that nobody knows. */

describe('a VF of the lock file that cannot be kept', () => {
  const two = { uplink: UPLINK, other: { selector: { address: '0000:3b:00.1' }, pools: { tenants: { count: 2 } } } };
  const found = (attachments: WantedSketch['attachments'], lock: LockFile, pfs: WantedSketch['pfs'] = two) =>
    resolve({ pfs, attachments }, inventory([nicFacts(), nicFacts({ address: '0000:3b:00.1' })]), lock).findings;
  const base = { constructPath: 'rack1/kvm01/a', host: 'kvm01' };

  test('is on another PF than the pool', () => {
    expect(found({ a: { pool: 'other/tenants' } }, lockOf({ 'rack1/kvm01/a': entry(1) }))).toEqual([
      {
        ...base,
        ruleId: 'LOCK-004',
        severity: 'warning',
        message:
          'owns VF 1 of rack1/kvm01/uplink by the lock file, and its pool is on rack1/kvm01/other; there it gets VF 1',
        found: 'VF 1 of rack1/kvm01/uplink',
        fix: 'Shut the VM down before the plan is applied, and start it with the new VF; or give the attachment back its pool',
      },
    ]);
    const full = { ...two, other: { ...two.other, pools: { tenants: { count: 0 } } } };
    expect(found({ a: { pool: 'other/tenants' } }, lockOf({ 'rack1/kvm01/a': entry(1) }), full)).toContainEqual(
      expect.objectContaining({
        ruleId: 'LOCK-004',
        message: expect.stringMatching(/; there it is left without a VF$/),
      }),
    );
  });

  test('has another owner', () => {
    expect(found({ a: {}, b: {} }, lockOf({ 'rack1/kvm01/a': entry(1), 'rack1/kvm01/b': entry(1) }))).toEqual([
      {
        ruleId: 'LOCK-003',
        severity: 'error',
        constructPath: 'rack1/kvm01/b',
        host: 'kvm01',
        message: 'the lock file gives VF 1 of rack1/kvm01/uplink to rack1/kvm01/a and to rack1/kvm01/b',
        found: 'VF 1',
        fix: 'Delete the entry of the newer one of the two from the lock file: it is given a free VF',
      },
    ]);
  });

  test('is outside the pool that says where it is', () => {
    const at = (firstVf: number, count = 2) => ({ uplink: { ...UPLINK, pools: { tenants: { firstVf, count } } } });
    expect(found({ a: {} }, lockOf({ 'rack1/kvm01/a': entry(1) }), at(4))).toEqual([
      {
        ...base,
        ruleId: 'LOCK-004',
        severity: 'error',
        message: 'owns VF 1 by the lock file, which is not among VFs 4 to 5 of its pool; it gets VF 4',
        found: 'VF 1',
        fix: 'Leave firstVf of rack1/kvm01/uplink/tenants out, or set it so that the pool covers the VF; or set pinnedVf of the attachment to the VF that it is to have',
      },
    ]);
    expect(found({ a: {} }, lockOf({ 'rack1/kvm01/a': entry(1) }), at(4, 0))).toContainEqual(
      expect.objectContaining({
        message: 'owns VF 1 by the lock file, and its pool has none; it is left without a VF',
      }),
    );
  });

  test('is asked for by another one', () => {
    expect(found({ a: { pinnedVf: 3 }, b: {} }, lockOf({ 'rack1/kvm01/b': entry(3) }))).toEqual([
      {
        ...base,
        ruleId: 'LOCK-006',
        severity: 'error',
        pointer: 'pinnedVf',
        message: 'pinnedVf 3 belongs to rack1/kvm01/b by the lock file',
        found: '3',
        fix: 'Pin another VF of the pool, or pin rack1/kvm01/b to another one first',
      },
    ]);
  });
});

describe('a PF that cannot be found', () => {
  const said = (selector: object, change: object = {}, facts = inventory([nicFacts(), nvmeFacts()])) =>
    resolve({ pfs: { uplink: { selector, ...change } } }, facts).findings.map(({ ruleId, pointer, message, found }) => [
      ruleId,
      pointer,
      message,
      found,
    ]);

  test.each<[string, object, object, unknown[]]>([
    ['by nothing', {}, {}, ['SEL-001', 'address', 'nothing says which PF of the host is meant', undefined]],
    [
      'by two things that are nowhere',
      { slot: '9', serial: 'X' },
      {},
      [
        'SEL-001',
        'serial',
        'no PF of kvm01 has serial number X and slot 9; it has 0000:3b:00.0 (ens1f0, MAC 3c:fd:fe:00:00:01, slot 1), 0000:86:00.0 (serial ED1-0001, slot 7)',
        'serial number X and slot 9',
      ],
    ],
    [
      'by things of two',
      { slot: '1', serial: 'ED1-0001' },
      {},
      [
        'SEL-002',
        undefined,
        'the selectors contradict each other: serial number ED1-0001 is 0000:86:00.0, slot 1 is 0000:3b:00.0; it has 0000:3b:00.0 (ens1f0, MAC 3c:fd:fe:00:00:01, slot 1), 0000:86:00.0 (serial ED1-0001, slot 7)',
        undefined,
      ],
    ],
    [
      'by a token',
      {},
      { unresolved: ['serial', 'address'] },
      [
        'SEL-005',
        'address',
        'address has no usable value at synth: the PF is neither checked against its host nor planned',
        undefined,
      ],
    ],
  ])('%s', (_words, selector, change, finding) => {
    expect(said(selector, change)).toEqual([finding]);
  });

  test('by what several have', () => {
    const names = interfaceFacts({
      name: 'x',
      permanentMac: null,
      mac: '02:00:00:00:00:09',
      altNames: ['a', 'b', 'c', 'd'],
    });
    const second = nicFacts({
      address: '0000:3b:00.1',
      slot: '1',
      network: { interfaces: [names], linkType: null, eswitchMode: null, carriesManagement: null },
    });
    const bare = nicFacts({ address: '0000:3b:00.2', slot: '1', network: null, serial: null });
    expect(said({ slot: '1' }, {}, inventory([second, bare]))).toEqual([
      [
        'SEL-002',
        'slot',
        '2 PFs of kvm01 have slot 1: 0000:3b:00.1 (x, altname a and b and c, MAC 02:00:00:00:00:09, slot 1), 0000:3b:00.2 (slot 1)',
        undefined,
      ],
    ]);
    expect(said({ address: '0000:99:00.0' }, {}, inventory([{ ...bare, slot: null }]))[0]?.[2]).toMatch(
      /; it has 0000:3b:00\.2$/,
    );
  });
});

describe('a property that nobody knows', () => {
  const known = ['vlan', 'trust', 'spoofCheck'];
  const base = { ruleId: 'INP-005', severity: 'error', constructPath: 'p' };

  test('is told with one that is near, or with all that there are', () => {
    expect(unknownProperty({ path: 'p', host: 'kvm01', name: 'vlna', known })).toEqual({
      ...base,
      host: 'kvm01',
      pointer: 'vlna',
      message: 'there is no property "vlna" (did you mean vlan?), so it has no effect',
      fix: 'Write vlan, or remove the property',
    });
    expect(unknownProperty({ path: 'p', name: 'zzzzzzzz', known })).toEqual({
      ...base,
      pointer: 'zzzzzzzz',
      message: 'there is no property "zzzzzzzz", so it has no effect',
      fix: 'Remove the property, or write one of spoofCheck, trust, vlan',
    });
    expect(unknownProperty({ path: 'p', member: 'm', name: 'vlna', known })).toMatchObject({
      pointer: 'm.vlna',
      fix: 'Write m.vlan, or remove the property',
    });
    expect(unknownProperty({ path: 'p', member: 'm', name: 'zzzzzzzz', known }).fix).toBe(
      'Remove the property, or write one of spoofCheck, trust, vlan in m',
    );
  });
});

describe('users of a function', () => {
  const user = (kind: UserFacts['kind'], detail: string): UserFacts => ({ kind, detail });
  const web = user('domain', 'web');
  const db = user('domain', 'db');
  const qemu = user('vfio', 'qemu (pid 7)');
  const guest = (name: string) => user('vfio', `kvm (pid 7, guest ${name})`);
  const netdev = user('netdev', 'ens1v0 has 10.0.0.5');

  test.each<
    [string, UserFacts[], string | null, 'vfio-pci' | 'native' | undefined, [boolean, UserFacts[], UserFacts[]]]
  >([
    ['nobody', [], 'web', undefined, [false, [], []]],
    ['its own domain and process', [web, qemu, guest('web')], 'web', undefined, [true, [], []]],
    ['another domain and its process', [db, qemu], 'web', undefined, [false, [db, qemu], []]],
    ['a process without a name', [qemu], 'web', undefined, [false, [], [qemu]]],
    ['a process of another guest', [guest('db')], 'web', undefined, [false, [guest('db')], []]],
    ['a domain without a name', [user('domain', '')], 'web', undefined, [false, [], [user('domain', '')]]],
    ['the host, of a VF for vfio-pci', [netdev], 'web', 'vfio-pci', [false, [netdev], []]],
    ['the host, of a VF for its own driver', [netdev], 'web', 'native', [false, [], [netdev]]],
    ['any domain, where the VM is a token', [db, qemu], null, undefined, [false, [], [db, qemu]]],
    ['its own and another', [web, db, qemu], 'web', undefined, [true, [db, qemu], []]],
  ])('are %s', (_words, users, vm, driver, [own, others, unclear]) => {
    expect(holdersOf(users, { vm, driver })).toEqual({ own, others, unclear });
  });

  test('in its group are those of the function, judged by all of the group', () => {
    expect(holdersInGroup([qemu, netdev], [qemu, netdev, db], { vm: 'web', driver: 'vfio-pci' })).toEqual({
      others: [qemu],
      unclear: [],
    });
    expect(holdersInGroup([qemu], [qemu, web], { vm: 'web', driver: undefined })).toEqual({ others: [], unclear: [] });
    expect(holdersInGroup([qemu], [qemu], { vm: 'web', driver: undefined })).toEqual({ others: [], unclear: [qemu] });
  });

  test('have words, and claimants a name or a token', () => {
    expect(describeUsers([web, user('mount', '')])).toBe('domain web and mount');
    const wanted = { path: 'p', vm: 'web', pool: 'q', overrides: {}, use: {}, unresolved: [] };
    expect(claimantOf(wanted, { driver: 'native' })).toEqual({ vm: 'web', driver: 'native' });
    expect(claimantOf({ ...wanted, unresolved: ['vm'] }, {})).toEqual({ vm: null, driver: undefined });
  });
});

describe('what the primary controller of a drive gives back', () => {
  const { nvme } = nvmeFacts();
  const back = (change: object, resource: 'vq' | 'vi', needed: number, ids: object = {}) =>
    nvme?.capabilities
      ? givingBack(
          '0000:86:00.0',
          { ...nvme, ...ids, capabilities: { ...nvme.capabilities, ...change } },
          resource,
          needed,
        )
      : undefined;

  test.each<[string, object, 'vq' | 'vi', number, RegExp | null]>([
    [
      'is what is left of all',
      { vqPrimary: 4 },
      'vq',
      30,
      /nvme virt-mgmt \/dev\/nvme0 -c 0 -r 0 -n 2 -a 1, then reset the function \(echo 1 > \/sys\/bus\/pci\/devices\/0000:86:00\.0\/reset\), and read the inventory again$/,
    ],
    ['is none where all are needed', { vqPrimary: 4 }, 'vq', 32, / -n 0 -a 1/],
    ['is nothing where more are needed', { vqPrimary: 4 }, 'vq', 33, null],
    ['is nothing where it holds none', { vqPrimary: 0 }, 'vq', 2, null],
    ['is in steps of the drive', { viPrimary: 4, viGranularity: 4 }, 'vi', 2, / -r 1 -n 12 -a 1/],
  ])('%s', (_words, change, resource, needed, says) => {
    const text = back(change, resource, needed);
    if (says === null) expect(text).toBeNull();
    else expect(text).toMatch(says);
  });

  test('is told without what nobody read', () => {
    expect(back({ vqPrimary: 4 }, 'vq', 30, { controller: null, controllerId: null })).toMatch(/\/dev\/nvmeN -c 0 /);
    expect(nvme && givingBack('0000:86:00.0', { ...nvme, capabilities: null }, 'vq', 1)).toBeNull();
  });
});
