import { EMPTY_LOCK, type LockFile } from '../../lib/model/lock';
import type { UserFacts } from '../../lib/inventory/inventory';
import { inventory, nicFacts, vfFacts } from '../support/facts';
import { entry, lockOf, onlyPf, resolve, ruleIds, told, UPLINK, vfsById, type WantedSketch } from './wanted';

const PORT1 = nicFacts({ address: '0000:3b:00.1' });
const TWO_PORTS = {
  uplink: UPLINK,
  other: { selector: { address: '0000:3b:00.1' }, pools: { tenants: { count: 8 } } },
};

function allocate(
  attachments: WantedSketch['attachments'],
  lock: LockFile = EMPTY_LOCK,
  pfs: WantedSketch['pfs'] = TWO_PORTS,
) {
  return resolve({ pfs, attachments }, inventory([nicFacts(), PORT1]), lock);
}

describe('new attachments', () => {
  test('get the lowest free VFs of their pool in order of their names', () => {
    expect(vfsById(allocate({ vm10: {}, vm2: {}, vm1: {} }))).toEqual({ vm1: 0, vm2: 1, vm10: 2 });
  });

  test('get the same whatever the order of declaration', () => {
    expect(vfsById(allocate({ a: {}, c: {}, b: {} }))).toEqual(vfsById(allocate({ b: {}, a: {}, c: {} })));
  });

  test('fill gaps that others have left', () => {
    const lock = lockOf({ 'rack1/kvm01/a': entry(0), 'rack1/kvm01/c': entry(2), 'rack1/kvm01/gone': entry(1) });
    expect(vfsById(allocate({ a: {}, b: {}, c: {}, d: {} }, lock))).toEqual({ a: 0, b: 1, c: 2, d: 3 });
  });

  test('get VFs of their own pool', () => {
    const pfs = { uplink: { ...UPLINK, pools: { tenants: { count: 2 }, storage: { count: 2 } } } };
    expect(vfsById(allocate({ a: { pool: 'uplink/storage' }, b: {} }, EMPTY_LOCK, pfs))).toEqual({ a: 2, b: 0 });
  });

  test('are left without a VF when the pool is full, the last ones by name first', () => {
    const resolution = allocate({ c: {}, a: {}, b: {} }, EMPTY_LOCK, {
      uplink: { ...UPLINK, pools: { tenants: { count: 2 } } },
    });
    expect(vfsById(resolution)).toEqual({ a: 0, b: 1, c: null });
    expect(Object.keys(resolution.lock.attachments)).toEqual(['rack1/kvm01/a', 'rack1/kvm01/b']);
  });
});

describe('owners by the lock file', () => {
  const lock = lockOf({
    'rack1/kvm01/a': entry(3, '02:00:00:00:00:0a'),
    'rack1/kvm01/b': entry(1, '02:00:00:00:00:0b'),
    'rack1/kvm01/c': entry(7, '02:00:00:00:00:0c'),
  });

  test('keep their VF and MAC', () => {
    const resolution = allocate({ a: {}, b: {}, c: {} }, lock);
    expect(vfsById(resolution)).toEqual({ a: 3, b: 1, c: 7 });
    expect(resolution.lock.attachments).toEqual(lock.attachments);
    expect(ruleIds(resolution)).toEqual([]);
  });

  test('keep them when others are inserted before them', () => {
    expect(vfsById(allocate({ '0': {}, a: {}, aa: {}, b: {}, c: {} }, lock))).toEqual({
      '0': 0,
      a: 3,
      aa: 2,
      b: 1,
      c: 7,
    });
  });

  test('keep them when others go, whose entries go as well', () => {
    const resolution = allocate({ b: {}, c: {} }, lock);
    expect(vfsById(resolution)).toEqual({ b: 1, c: 7 });
    expect(Object.keys(resolution.lock.attachments)).toEqual(['rack1/kvm01/b', 'rack1/kvm01/c']);
  });

  test('take them along when they are renamed', () => {
    const resolution = allocate({ a: {}, b: {}, web: { movedFrom: 'rack1/kvm01/c' } }, lock);
    expect(vfsById(resolution)).toEqual({ a: 3, b: 1, web: 7 });
    expect(resolution.lock.attachments['rack1/kvm01/web']).toEqual(entry(7, '02:00:00:00:00:0c'));
    expect(resolution.lock.attachments).not.toHaveProperty(['rack1/kvm01/c']);
    expect(ruleIds(resolution)).toEqual([]);
  });

  test('may leave movedFrom in the code', () => {
    const attachments = { a: {}, b: {}, web: { movedFrom: 'rack1/kvm01/c' } };
    const first = allocate(attachments, lock);
    const second = allocate(attachments, first.lock);
    expect(second.lock).toBe(first.lock);
    expect(ruleIds(second)).toEqual([]);
  });

  test('keep their index when they move to another PF, where it is free', () => {
    const resolution = allocate({ a: {}, b: {}, c: { pool: 'other/tenants' } }, lock);
    expect(vfsById(resolution)).toEqual({ a: 3, b: 1, c: 7 });
    expect(resolution.lock.attachments['rack1/kvm01/c']?.physicalFunction).toBe('rack1/kvm01/other');
    expect(resolution.findings).toMatchObject([{ ruleId: 'LOCK-004', severity: 'warning' }]);
  });

  test('all keep their index when the PF construct is renamed', () => {
    const pfs = { nic: UPLINK };
    const attachments = { a: { pool: 'nic/tenants' }, b: { pool: 'nic/tenants' }, '0': { pool: 'nic/tenants' } };
    expect(vfsById(allocate(attachments, lock, pfs))).toEqual({ a: 3, b: 1, '0': 0 });
  });

  test('make way for nobody who comes from another PF', () => {
    const both = lockOf({ ...lock.attachments, 'rack1/kvm01/x': { physicalFunction: 'rack1/kvm01/other', vf: 3 } });
    const resolution = allocate({ a: {}, x: {} }, both);
    expect(vfsById(resolution)).toEqual({ a: 3, x: 0 });
    expect(told(resolution, 'LOCK-004')).toMatch(
      /VF 3 of rack1\/kvm01\/other.*its pool is on rack1\/kvm01\/uplink; there it gets VF 0/,
    );
  });

  describe('in several pools of a PF', () => {
    const [tenants, storage] = [{ count: 4 }, { count: 2 }];
    const attachments = { a: {}, b: { pool: 'uplink/storage' } };
    const theirs = lockOf({
      'rack1/kvm01/a': entry(1, '02:00:00:00:00:0a'),
      'rack1/kvm01/b': entry(4, '02:00:00:00:00:0b'),
    });
    const allocateIn = (pools: Readonly<Record<string, { count: number }>>, more: WantedSketch['attachments'] = {}) =>
      allocate({ ...attachments, ...more }, theirs, { uplink: { ...UPLINK, pools } });

    test('keep theirs when the pools change places', () => {
      const resolution = allocateIn({ storage, tenants });
      expect(vfsById(resolution)).toEqual({ a: 1, b: 4 });
      expect(resolution.lock.attachments).toEqual(theirs.attachments);
      expect(ruleIds(resolution)).toEqual([]);
      expect(onlyPf(resolution).pools.map(({ firstVf }) => firstVf)).toEqual([4, 0]);
    });

    test('keep theirs when a pool is declared before theirs, and it keeps its own from then on', () => {
      const pools = { fresh: { count: 3 }, tenants, storage };
      const first = allocateIn(pools, { c: { pool: 'uplink/fresh' } });
      expect(vfsById(first)).toEqual({ a: 1, b: 4, c: 6 });
      const second = resolve(
        {
          pfs: { uplink: { ...UPLINK, pools } },
          attachments: { ...attachments, c: { pool: 'uplink/fresh' }, d: { pool: 'uplink/fresh' } },
        },
        inventory([nicFacts(), PORT1]),
        first.lock,
      );
      expect(vfsById(second)).toEqual({ a: 1, b: 4, c: 6, d: 7 });
    });

    test('keep theirs when a pool grows, which gets the VFs behind all others', () => {
      const grown = { tenants: { count: 6 }, storage };
      const first = allocateIn({ tenants, storage });
      const second = allocate(attachments, first.lock, { uplink: { ...UPLINK, pools: grown } });
      expect(vfsById(second)).toEqual({ a: 1, b: 4 });
      expect(ruleIds(second)).toEqual([]);
      expect(second.lock.pools).toMatchObject({
        'rack1/kvm01/uplink/tenants': { vfs: '0-3,6-7' },
        'rack1/kvm01/uplink/storage': { vfs: '4-5' },
      });
      expect(second.hosts[0]?.physicalFunctions[0]?.numVfs).toBe(8);
    });

    test('keep theirs when a pool grows under a lock file that does not say where pools were', () => {
      const resolution = allocateIn({ tenants: { count: 5 }, storage });
      expect(vfsById(resolution)).toEqual({ a: 1, b: 4 });
      expect(ruleIds(resolution)).toEqual([]);
    });

    test('keep theirs in the pool that they are put in, which gives up a free VF for it', () => {
      const first = allocateIn({ tenants, storage });
      const moved = { a: { pool: 'uplink/storage' }, b: { pool: 'uplink/storage' } };
      const second = allocate(moved, first.lock, { uplink: { ...UPLINK, pools: { tenants, storage } } });
      expect(vfsById(second)).toEqual({ a: 1, b: 4 });
      expect(second.lock.pools).toMatchObject({
        'rack1/kvm01/uplink/tenants': { vfs: '0,2-3,5' },
        'rack1/kvm01/uplink/storage': { vfs: '1,4' },
      });
    });

    test('are an error when firstVf puts the pool elsewhere, and move when the finding is accepted', () => {
      const pools = { tenants, storage: { count: 2, firstVf: 8 } };
      const resolution = allocate(attachments, theirs, { uplink: { ...UPLINK, pools } });
      expect(resolution.findings).toMatchObject([
        { ruleId: 'LOCK-004', severity: 'error', constructPath: 'rack1/kvm01/b' },
      ]);
      expect(told(resolution, 'LOCK-004')).toMatch(
        /owns VF 4 by the lock file, which is not among VFs 8 to 9 of its pool; it gets VF 8\. Leave firstVf of rack1\/kvm01\/uplink\/storage out/,
      );
      expect(resolution.lock.attachments['rack1/kvm01/b']).toEqual(entry(8, '02:00:00:00:00:0b'));
    });
  });

  test.each([[4], [1], [0]])('keep theirs when the pool shrinks to %d VFs, of which free ones go first', (count) => {
    const pfs = { uplink: { ...UPLINK, pools: { tenants: { count } } } };
    const resolution = allocate({ a: {}, b: {}, c: {} }, lock, pfs);
    expect(vfsById(resolution)).toEqual({ a: 3, b: 1, c: 7 });
    expect(resolution.lock.pools?.['rack1/kvm01/uplink/tenants']?.vfs).toBe(count === 4 ? '0-1,3,7' : '1,3,7');
  });
});

describe('pinned attachments', () => {
  test('get the VF they ask for, and new ones go around it', () => {
    expect(vfsById(allocate({ a: {}, b: {}, z: { pinnedVf: 0 } }))).toEqual({ a: 1, b: 2, z: 0 });
  });

  test('leave the VF that the lock file gives them', () => {
    const lock = lockOf({ 'rack1/kvm01/a': entry(3) });
    const resolution = allocate({ a: { pinnedVf: 5 }, b: { pinnedVf: 3 } }, lock);
    expect(vfsById(resolution)).toEqual({ a: 5, b: 3 });
    expect(ruleIds(resolution)).toEqual([]);
  });

  test('take no VF from its owner by the lock file', () => {
    const lock = lockOf({ 'rack1/kvm01/b': entry(3) });
    const resolution = allocate({ a: { pinnedVf: 3 }, b: {} }, lock);
    expect(vfsById(resolution)).toEqual({ a: null, b: 3 });
    expect(resolution.findings).toMatchObject([
      { ruleId: 'LOCK-006', severity: 'error', constructPath: 'rack1/kvm01/a' },
    ]);
    expect(told(resolution, 'LOCK-006')).toMatch(/pinnedVf 3 belongs to rack1\/kvm01\/b by the lock file/);
  });

  test('get none outside their pool, and only the first of two gets one: rules say so', () => {
    const resolution = allocate({ a: { pinnedVf: 8 }, b: { pinnedVf: 2 }, c: { pinnedVf: 2 } });
    expect(vfsById(resolution)).toEqual({ a: null, b: 2, c: null });
    expect(ruleIds(resolution)).toEqual([]);
  });

  test('are preferred where the lock file gives their VF to two', () => {
    const lock = lockOf({ 'rack1/kvm01/a': entry(3), 'rack1/kvm01/b': entry(3) });
    const resolution = allocate({ a: {}, b: { pinnedVf: 3 } }, lock);
    expect(vfsById(resolution)).toEqual({ a: 0, b: 3 });
    expect(ruleIds(resolution)).toEqual(['LOCK-003']);
  });

  test('by a token own nothing yet, and lose nothing', () => {
    const lock = lockOf({ 'rack1/kvm01/a': entry(0, '02:00:00:00:00:0a') });
    const resolution = allocate({ a: { unresolved: ['pinnedVf'] }, b: {} }, lock);
    expect(vfsById(resolution)).toEqual({ a: null, b: 1 });
    expect(resolution.lock.attachments['rack1/kvm01/a']).toEqual(entry(0, '02:00:00:00:00:0a'));
    expect(resolution.findings).toMatchObject([{ ruleId: 'LOCK-008', severity: 'info', pointer: 'pinnedVf' }]);
  });
});

describe('a lock file that contradicts itself or the code', () => {
  test('gives one VF to two: after two branches were merged', () => {
    const lock = lockOf({ 'rack1/kvm01/a': entry(5), 'rack1/kvm01/b': entry(5) });
    const resolution = allocate({ b: {}, a: {} }, lock);
    expect(vfsById(resolution)).toEqual({ a: 5, b: 0 });
    expect(resolution.findings).toMatchObject([
      { ruleId: 'LOCK-003', severity: 'error', constructPath: 'rack1/kvm01/b' },
    ]);
    expect(told(resolution, 'LOCK-003')).toMatch(
      /VF 5 of rack1\/kvm01\/uplink to rack1\/kvm01\/a and to rack1\/kvm01\/b/,
    );
  });

  test('gives one VF to two of which one is gone: no conflict', () => {
    const lock = lockOf({ 'rack1/kvm01/a': entry(5), 'rack1/kvm01/b': entry(5) });
    const resolution = allocate({ b: {} }, lock);
    expect(vfsById(resolution)).toEqual({ b: 5 });
    expect(ruleIds(resolution)).toEqual([]);
  });

  test('names a PF that nobody knows: as if the PF had been renamed', () => {
    const lock = lockOf({ 'rack1/kvm01/a': { physicalFunction: 'nonsense', vf: 5 } });
    expect(vfsById(allocate({ a: {} }, lock))).toEqual({ a: 5 });
  });

  test('names things that every JavaScript object has', () => {
    const resolution = resolve({ attachments: { a: { path: 'constructor' }, b: { path: 'toString' } } });
    expect(vfsById(resolution)).toEqual({ a: 0, b: 1 });
    expect(Object.keys(resolution.lock.attachments)).toEqual(['constructor', 'toString']);
    expect(ruleIds(resolution)).toEqual([]);
  });

  test.each([
    [
      'nobody had the earlier path',
      { web: { movedFrom: 'rack1/kvm01/x' } },
      /the lock file has no entry for rack1\/kvm01\/x/,
    ],
    [
      'the earlier path is still there',
      { a: {}, web: { movedFrom: 'rack1/kvm01/a' } },
      /rack1\/kvm01\/a is still there and keeps its VF/,
    ],
    [
      'two come from one path',
      { web1: { movedFrom: 'rack1/kvm01/a' }, web2: { movedFrom: 'rack1/kvm01/a' } },
      /the VF of rack1\/kvm01\/a goes to rack1\/kvm01\/web1/,
    ],
  ])('brings nothing along when %s', (_words, attachments, says) => {
    const resolution = allocate(attachments, lockOf({ 'rack1/kvm01/a': entry(5) }));
    expect(resolution.findings).toMatchObject([{ ruleId: 'LOCK-007', severity: 'error', pointer: 'movedFrom' }]);
    expect(told(resolution, 'LOCK-007')).toMatch(says);
  });

  test('has no say in where pools stand when it brings nothing along', () => {
    const pfs = {
      uplink: { ...UPLINK, pools: { front: { count: 1 }, back: { count: 1 } } },
      other: { ...UPLINK, selector: { address: '0000:3b:00.1' }, pools: { tenants: { count: 1 } } },
    };
    const attachments = { a: { pool: 'other/tenants' }, web: { pool: 'uplink/back', movedFrom: 'rack1/kvm01/a' } };
    const lock = lockOf({ 'rack1/kvm01/a': entry(0) });
    expect(vfsById(allocate(attachments, lock, pfs))).toEqual({ a: 0, web: 1 });
  });

  test('says an endless earlier path by its beginning', () => {
    const movedFrom = `rack1/kvm01/${'x'.repeat(1_000_000)}`;
    const { findings } = allocate({ web: { movedFrom } }, lockOf({ 'rack1/kvm01/a': entry(5) }));
    expect(findings).toMatchObject([{ ruleId: 'LOCK-007', found: `${movedFrom.slice(0, 200)}...` }]);
    expect(JSON.stringify(findings).length).toBeLessThan(2_000);
  });

  test('only warns of an earlier path where there is no lock file yet', () => {
    const { findings } = allocate({ web: { movedFrom: 'rack1/kvm01/a' } });
    expect(findings).toMatchObject([{ ruleId: 'LOCK-007', severity: 'warning' }]);
  });
});

describe('pools that a token decides', () => {
  const pfs = { uplink: { ...UPLINK, pools: { tenants: { count: 0, unresolved: ['count'] } } } };

  test('give nothing, say so once, and take nothing away', () => {
    const lock = lockOf({ 'rack1/kvm01/a': entry(5, '02:00:00:00:00:0a') });
    const resolution = allocate({ a: {}, b: {} }, lock, pfs);
    expect(vfsById(resolution)).toEqual({ a: null, b: null });
    expect(resolution.lock.attachments).toEqual(lock.attachments);
    expect(resolution.findings).toMatchObject([{ ruleId: 'LOCK-008', severity: 'info' }]);
    expect(told(resolution, 'LOCK-008')).toMatch(/its 2 attachments get none/);
  });

  test('keep the VFs of their attachments from those of other pools', () => {
    const lock = lockOf({ 'rack1/kvm01/a': entry(5) });
    const pools = { tenants: { count: 0, unresolved: ['count'] }, storage: { firstVf: 5, count: 2 } };
    const resolution = allocate({ a: {}, b: { pool: 'uplink/storage' } }, lock, { uplink: { ...UPLINK, pools } });
    expect(vfsById(resolution)).toEqual({ a: null, b: 6 });
  });

  test('are not said where nobody wants a VF of them', () => {
    expect(ruleIds(allocate({}, EMPTY_LOCK, pfs))).toEqual([]);
  });
});

test('an attachment whose pool is not on its host stands alone', () => {
  const resolution = resolve({ attachments: { a: { pool: 'nowhere/tenants', overrides: { vlan: 5 } } } });
  expect(resolution.findings).toMatchObject([{ ruleId: 'INP-007', severity: 'error', pointer: 'pool' }]);
  expect(resolution.hosts[0]?.attachments).toMatchObject([{ pfPath: '', vf: null, mac: null, settings: { vlan: 5 } }]);
  expect(onlyPf(resolution).virtualFunctions.every(({ attachment }) => attachment === null)).toBe(true);
});

describe('VFs in use', () => {
  const DOMAIN = (detail: string): UserFacts => ({ kind: 'domain', detail });
  const PROCESS: UserFacts = { kind: 'vfio', detail: 'qemu-system-x86 (pid 4711)' };
  const NETDEV: UserFacts = { kind: 'netdev', detail: 'ens1f0v0 has 10.0.0.5/24' };

  /** VFs used as given, by index, of a pool of four. */
  function allocateUsed(
    users: readonly (readonly UserFacts[])[],
    attachments: WantedSketch['attachments'],
    lock: LockFile = EMPTY_LOCK,
    change: { allowDisrupt?: string[]; externallyManaged?: boolean } = {},
  ) {
    const virtualFunctions = [0, 1, 2, 3].map((n) => vfFacts(n, { driver: 'vfio-pci', users: users[n] ?? [] }));
    const { allowDisrupt, externallyManaged = false } = change;
    const uplink = { ...UPLINK, externallyManaged, pools: { tenants: { count: 4 } } };
    return resolve(
      { pfs: { uplink }, attachments, policy: { ...(allowDisrupt && { allowDisrupt }) } },
      inventory([nicFacts({ numVfs: 4, virtualFunctions })]),
      lock,
    );
  }

  test.each([false, true])('are passed over, whoever manages them (externally: %s)', (externallyManaged) => {
    const users = [[DOMAIN('other')], [PROCESS], [NETDEV]];
    expect(vfsById(allocateUsed(users, { a: {} }, EMPTY_LOCK, { externallyManaged }))).toEqual({ a: 3 });
  });

  test('are given to the VM that has them already', () => {
    const users = [[], [DOMAIN('b'), PROCESS], [DOMAIN('a')]];
    expect(vfsById(allocateUsed(users, { a: {}, b: {}, c: {} }))).toEqual({ a: 2, b: 1, c: 0 });
  });

  test('are kept by their owner by the lock file, even where another VM has them', () => {
    const lock = lockOf({ 'rack1/kvm01/a': entry(0), 'rack1/kvm01/b': entry(1) });
    const resolution = allocateUsed([[DOMAIN('other')], [PROCESS]], { a: {}, b: {}, c: {} }, lock);
    expect(vfsById(resolution)).toEqual({ a: 0, b: 1, c: 2 });
  });

  test('are not brought along from another PF', () => {
    const lock: LockFile = {
      ...lockOf({ 'rack1/kvm01/a': { physicalFunction: 'rack1/kvm01/old', vf: 0 } }),
      physicalFunctions: { 'rack1/kvm01/old': { host: 'kvm01', permanentMac: '3c:fd:fe:00:00:99' } },
    };
    const resolution = allocateUsed([[DOMAIN('other')]], { a: {} }, lock);
    expect(vfsById(resolution)).toEqual({ a: 1 });
    expect(ruleIds(resolution)).toEqual(['LOCK-009', 'LOCK-004']);
  });

  test('are free where they may be taken from the host by name, and not from a VM', () => {
    const allowDisrupt = ['0000:3b:01.0', '0000:3b:01.1'];
    const users = [[DOMAIN('other')], [NETDEV], [DOMAIN('other')], [NETDEV]];
    const resolution = allocateUsed(users, { a: {} }, EMPTY_LOCK, { allowDisrupt });
    expect(vfsById(resolution)).toEqual({ a: 1 });
  });

  test('of which is not known whether they are come after those that are free', () => {
    const virtualFunctions = [
      vfFacts(0, { usersUnknown: ['which processes hold /dev/vfio/100'] }),
      vfFacts(1, { users: [PROCESS] }),
      vfFacts(2),
    ];
    const pfs = { uplink: { ...UPLINK, pools: { tenants: { count: 3 } } } };
    const facts = inventory([nicFacts({ numVfs: 3, virtualFunctions })]);
    expect(vfsById(resolve({ pfs, attachments: { a: {}, b: {}, c: {} } }, facts))).toEqual({ a: 2, b: 0, c: null });
  });

  test('that are counted and not listed come after those that are known to be free', () => {
    const pfs = { uplink: { ...UPLINK, pools: { tenants: { count: 3 } } } };
    const facts = inventory([nicFacts({ numVfs: 3, virtualFunctions: [vfFacts(2)] })]);
    expect(vfsById(resolve({ pfs, attachments: { a: {}, b: {} } }, facts))).toEqual({ a: 2, b: 0 });
  });

  test('leave an attachment without a VF where no other is left', () => {
    const resolution = allocateUsed([[DOMAIN('x')], [PROCESS], [NETDEV], [DOMAIN('y')]], { a: {} });
    expect(vfsById(resolution)).toEqual({ a: null });
    expect(resolution.lock.attachments).toEqual({});
  });
});

describe('a VM that comes under the attachmentId of another one', () => {
  const lock = lockOf({ 'rack1/kvm01/n1': { ...entry(3, '02:00:00:00:00:09'), vm: 'a' } });

  test('keeps its VF and MAC, and it is said', () => {
    const resolution = allocate({ n1: { vm: 'c' } }, lock);
    expect(resolution.findings.filter(({ ruleId }) => ruleId === 'LOCK-012')).toMatchObject([{ severity: 'warning' }]);
    expect(told(resolution, 'LOCK-012')).toMatch(
      /has VM a under this path, which is that of VM c now: it has VF 3 and the MAC/,
    );
    expect(ruleIds(allocate({ n1: { vm: 'c' } }, resolution.lock))).not.toContain('LOCK-012');
  });

  test('is not said where the name is the same, or a token', () => {
    for (const sketch of [{ vm: 'a' }, { unresolved: ['vm'] }]) {
      expect(ruleIds(allocate({ n1: sketch }, lock))).not.toContain('LOCK-012');
    }
  });
});
