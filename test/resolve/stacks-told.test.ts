import { EMPTY_LOCK, type LockEntry, type LockedPf, type LockFile } from '../../lib/model/lock';
import type { WantedHost } from '../../lib/model/wanted';
import type { RunAttachment } from '../../lib/resolve/follow-attachments';
import { followPfs, type RunPf } from '../../lib/resolve/follow-pfs';
import { applyMovedFrom } from '../../lib/resolve/moved-from';
import { judgeDropped, judgeShared, judgeStacks } from '../../lib/resolve/other-apps';
import { placePools, type PoolMemory } from '../../lib/resolve/pools';
import type { Finding } from '../../lib/model/finding';
import type { WantedPool } from '../../lib/model/wanted';
import { formatRanges, parseRanges } from '../../lib/model/vf-ranges';
import { UPLINK, wantedHost } from './wanted';

/** What is said of stacks that may be another app's, what `movedFrom` brings along, and where pools are placed. */

const MAC = '3c:fd:fe:00:00:01';
const on = (physicalFunction: string, vf = 0, change: Partial<LockEntry> = {}): LockEntry => ({
  physicalFunction,
  vf,
  ...change,
});
const lockOf = (
  attachments: Record<string, LockEntry>,
  pfs: Record<string, Partial<LockedPf>> = {},
  apps?: Record<string, string>,
): LockFile => ({
  ...EMPTY_LOCK,
  ...(apps && { apps }),
  physicalFunctions: Object.fromEntries(
    Object.entries(pfs).map(([path, record]) => [path, { host: 'kvm01', ...record }]),
  ),
  attachments,
});
const runPf = (path: string, identity: Partial<LockedPf> = {}, vms: readonly string[] = []): RunPf => ({
  path,
  host: 'kvm01',
  identity: { host: 'kvm01', ...identity },
  newVms: new Map(vms.map((vm) => [vm, 1])),
});

describe('a stack', () => {
  const judged = (lock: LockFile, app?: string, paths = ['rack1/kvm01']) =>
    judgeStacks(new Set(['other/x', ...paths]), lock, { stacks: ['rack1'], app });

  test('of another app is an error', () => {
    expect(judged(lockOf({}, {}, { rack1: 'billing' }), 'shop')).toEqual([
      {
        ruleId: 'LOCK-011',
        severity: 'error',
        constructPath: 'rack1',
        message: 'by the lock file the stack belongs to the app billing, and this one is called shop',
        found: 'shop',
        fix: 'Give one of the two stacks another id, or this app a lock file of its own; if this app is billing, set appName of Sriov.of(app).configure to that; if that app is gone for good, run `sriov lock rm rack1`',
      },
    ]);
    expect(judged(lockOf({}, {}, { rack1: 'billing' }))).toMatchObject([
      { found: 'no name', message: 'by the lock file the stack belongs to the app billing, and this one has no name' },
    ]);
  });

  test('without the name that the app has in others is an error, where somebody owns a VF in it', () => {
    const apps = { rack2: 'shop' };
    const error = [
      {
        ruleId: 'LOCK-011',
        severity: 'error',
        constructPath: 'rack1',
        message:
          'the lock file has owners in a stack of this id that no app of a name made, and other stacks of the app shop: they belong to another app',
        found: 'no name',
        fix: 'Give one of the two stacks another id, or this app a lock file of its own; if the stack is one of shop, add "rack1": "shop" to apps of the lock file; if the owners are gone for good, run `sriov lock rm rack1`',
      },
    ];
    expect(judged(lockOf({ 'rack1/vm': on('net/a') }, {}, apps), 'shop')).toEqual(error);
    expect(judged(lockOf({ vm: on('rack1/a') }, {}, apps), 'shop')).toEqual(error);
    expect(judged(lockOf({ vm: on('net/a') }, {}, apps), 'shop')).toEqual([]);
    expect(judged(lockOf({ vm: on('rack1/a') }, {}, apps))).toEqual([]);
    expect(judged(lockOf({ vm: on('rack1/a') }, {}, { rack2: 'billing' }), 'shop')).toEqual([]);
  });

  test('of this app, or one that the run has nothing in, is not spoken of', () => {
    expect(judged(lockOf({}, {}, { rack1: 'shop' }), 'shop')).toEqual([]);
    expect(judged(lockOf({}, {}, { rack1: 'billing' }), 'shop', [])).toEqual([]);
  });
});

describe('owners that would be dropped', () => {
  const scope = { stacks: ['rack1'], app: undefined };
  const judged = (pfs: readonly RunPf[], attachments: readonly RunAttachment[], lock: LockFile, app?: string) => {
    const followed = followPfs(pfs, lock, { ...scope, app }, []);
    return judgeDropped(pfs, attachments, { before: lock, followed, owned: followed.lock }, { ...scope, app });
  };
  const vm = (path: string, pf: string): RunAttachment => ({ path, vm: path, pf, host: 'kvm01' });

  test('with all PFs of their stack are an error', () => {
    const lock = lockOf(
      { a: on('rack1/x'), b: on('rack1/y'), c: on('rack1/y', 1) },
      { 'rack1/x': { permanentMac: '3c:fd:fe:00:00:08' }, 'rack1/y': { permanentMac: '3c:fd:fe:00:00:09' } },
    );
    expect(judged([runPf('rack1/new', { permanentMac: MAC })], [vm('rack1/vm', 'rack1/new')], lock)).toEqual([
      {
        ruleId: 'LOCK-011',
        severity: 'error',
        constructPath: 'rack1',
        message:
          'all 2 PFs of the stack, with 3 owners in the lock file, would be dropped: the stack may be one of another app',
        found: 'rack1/x, rack1/y',
        fix: 'If another app has a stack of this id, rename one of them and name both apps (appName of Sriov.of(app).configure), or give this app a lock file of its own; if the hosts are gone for good, run `sriov lock rm rack1`',
      },
    ]);
    const single = lockOf({ a: on('rack1/x') }, { 'rack1/x': { permanentMac: '3c:fd:fe:00:00:08' } });
    expect(judged([runPf('rack1/new', { permanentMac: MAC })], [], single)).toMatchObject([
      {
        message:
          'the only PF of the stack, rack1/x, with 1 owner in the lock file, would be dropped: the stack may be one of another app',
        fix: expect.stringMatching(/run `sriov lock rm rack1\/x`$/),
      },
    ]);
  });

  test.each<[string, readonly RunPf[], readonly RunAttachment[], LockFile]>([
    [
      'a PF of the stack is left',
      [runPf('rack1/x', { permanentMac: MAC })],
      [],
      lockOf(
        { a: on('rack1/y') },
        { 'rack1/x': { permanentMac: MAC }, 'rack1/y': { permanentMac: '3c:fd:fe:00:00:09' } },
      ),
    ],
    [
      'nobody owned a VF of them',
      [runPf('rack1/new', { permanentMac: MAC })],
      [],
      lockOf({}, { 'rack1/y': { permanentMac: '3c:fd:fe:00:00:09' } }),
    ],
    [
      'an attachment of the stack is known',
      [runPf('rack1/new', { permanentMac: MAC })],
      [vm('rack1/vm', 'rack1/new')],
      lockOf({ 'rack1/vm': on('rack1/y') }, { 'rack1/y': { permanentMac: '3c:fd:fe:00:00:09' } }),
    ],
  ])('are not spoken of where %s', (_words, pfs, attachments, lock) => {
    expect(judged(pfs, attachments, lock)).toEqual([]);
  });

  test('with VFs of PFs in stacks that this app does not have are an error', () => {
    const lock = lockOf({ 'rack1/z': on('net/p', 4), 'rack1/b': on('net/p', 3), 'rack2/c': on('net/p', 5) });
    expect(judged([], [], lock)).toEqual([
      {
        ruleId: 'LOCK-011',
        severity: 'error',
        constructPath: 'rack1',
        message:
          'rack1/b and 1 more, with VF 3 of net/p in a stack that this app does not have, would be dropped: the stack may be one of another app',
        found: 'rack1/b',
        fix: 'If another app has a stack of this id, rename one of them and name both apps (appName of Sriov.of(app).configure), or give this app a lock file of its own; if it is gone for good, run `sriov lock rm rack1/b`',
      },
    ]);
    expect(judged([], [vm('rack1/z', 'rack1/p')], lock)[0]?.message).toMatch(/^rack1\/b, with VF 3 of net\/p/);
    expect(judged([], [], { ...lock, apps: { rack1: 'shop' } }, 'shop')).toEqual([]);
    expect(judged([runPf('rack1/p')], [], lockOf({ 'rack1/b': on('rack1/p', 3) }))).toEqual([]);
  });
});

describe('a PF that the lock file has in another stack as well', () => {
  const judged = (pf: RunPf, attachments: readonly RunAttachment[], lock: LockFile, stacks = ['rack1'], app?: string) =>
    judgeShared(
      [pf],
      attachments,
      { before: lock, followed: { lock, renames: new Map(), gone: [] }, owned: lock },
      { stacks, app },
    );
  const there = (record: Partial<LockedPf>, apps?: Record<string, string>) =>
    lockOf({ 'net/vm': on('net/p', 0, { vm: 'web' }) }, { 'net/p': record }, apps);
  const fix = expect.any(String) as unknown as string;

  test('is an error by its permanent MAC, or serial number and function, and a warning by its address', () => {
    expect(
      judged(runPf('rack1/p', { permanentMac: MAC }), [], there({ permanentMac: MAC }, { net: 'billing' })),
    ).toEqual([
      {
        ruleId: 'LOCK-014',
        severity: 'error',
        constructPath: 'rack1/p',
        host: 'kvm01',
        fix,
        message:
          'the PF is net/p by the lock file, in a stack of the app billing: both would set it and give its VFs out',
        found: 'a PF of kvm01 (MAC 3c:fd:fe:00:00:01)',
      },
    ]);
    const drive = { serial: 'S', address: '0000:86:00.0' };
    expect(judged(runPf('rack1/p', { ...drive, address: '0000:99:00.0' }), [], there(drive))[0]?.message).toBe(
      'the PF is net/p by the lock file, in a stack that this app does not have: both would set it and give its VFs out',
    );
    expect(judged(runPf('rack1/p', { address: '0000:86:00.0' }), [], there({ address: '0000:86:00.0' }))).toEqual([
      {
        ruleId: 'LOCK-014',
        severity: 'warning',
        constructPath: 'rack1/p',
        host: 'kvm01',
        fix,
        message:
          'the PF may be net/p of the lock file, in a stack that this app does not have: hosts of one name have it at one address, and permanent MAC or serial number are not known of both',
        found: '0000:86:00.0 of kvm01',
      },
    ]);
  });

  test('is none by another MAC, function or host', () => {
    expect(
      judged(
        runPf('rack1/p', { permanentMac: '3c:fd:fe:00:00:02', address: '0000:86:00.0' }),
        [],
        there({ permanentMac: MAC, address: '0000:86:00.0' }),
      ),
    ).toEqual([]);
    expect(
      judged(
        runPf('rack1/p', { serial: 'S', address: '0000:86:00.1' }),
        [],
        there({ serial: 'S', address: '0000:86:00.0' }),
      ),
    ).toEqual([]);
    expect(judged(runPf('rack1/p', {}), [], there({}))).toEqual([]);
  });
});

describe('movedFrom', () => {
  const moved = (hosts: readonly WantedHost[], lock: LockFile) => {
    const findings: Finding[] = [];
    const after = applyMovedFrom(hosts, lock, findings);
    return {
      attachments: Object.fromEntries(
        Object.entries(after.attachments).map(([path, { physicalFunction, vf }]) => [
          path,
          `${vf} of ${physicalFunction}`,
        ]),
      ),
      said: findings.map(
        ({ constructPath, pointer, severity, message, found }) =>
          `${severity} ${constructPath} ${pointer}: ${message} [${found}]`,
      ),
      isSame: after === lock,
    };
  };
  const lock = lockOf({ 'old/kvm/vm': on('old/kvm/pf', 2) });
  const pfs = (pf: object, pool: object = {}) => ({ pf: { ...UPLINK, ...pf, pools: { pool: { count: 4, ...pool } } } });

  test.each<[string, Parameters<typeof wantedHost>[0], Record<string, string>]>([
    [
      'of a host brings all of it',
      { path: 'new/kvm', movedFrom: 'old/kvm', pfs: pfs({}) },
      { 'new/kvm/vm': '2 of new/kvm/pf' },
    ],
    [
      'of a PF brings what is on it',
      { path: 'new/kvm', pfs: pfs({ movedFrom: 'old/kvm/pf' }) },
      { 'old/kvm/vm': '2 of new/kvm/pf' },
    ],
    [
      'of an attachment brings that',
      { path: 'new/kvm', pfs: pfs({}), attachments: { web: { pool: 'pf/pool', movedFrom: 'old/kvm/vm' } } },
      { 'new/kvm/web': '2 of old/kvm/pf' },
    ],
    [
      'of an attachment within a host that moved, by its path before',
      {
        path: 'new/kvm',
        movedFrom: 'old/kvm',
        pfs: pfs({}),
        attachments: { web: { pool: 'pf/pool', movedFrom: 'old/kvm/vm' } },
      },
      { 'new/kvm/web': '2 of new/kvm/pf' },
    ],
    [
      'of an attachment within a host that moved, by its path since',
      {
        path: 'new/kvm',
        movedFrom: 'old/kvm',
        pfs: pfs({}),
        attachments: { web: { pool: 'pf/pool', movedFrom: 'new/kvm/vm' } },
      },
      { 'new/kvm/web': '2 of new/kvm/pf' },
    ],
  ])('%s', (_words, sketch, attachments) => {
    expect(moved([wantedHost(sketch)], lock)).toEqual({ attachments, said: [], isSame: false });
  });

  test.each<[string, Parameters<typeof wantedHost>[0], LockFile, string[]]>([
    [
      'of what is still there',
      { path: 'new/kvm', movedFrom: 'new/kvm/pf', pfs: pfs({}) },
      lock,
      [
        'error new/kvm movedFrom: movedFrom brings nothing along: new/kvm/pf is still there and keeps its VFs [new/kvm/pf]',
      ],
    ],
    [
      'of what nobody knows',
      { path: 'new/kvm', movedFrom: 'older', pfs: pfs({}) },
      lock,
      ['error new/kvm movedFrom: movedFrom brings nothing along: the lock file has nothing under older [older]'],
    ],
    [
      'of what nobody knows, without a lock file',
      { path: 'new/kvm', pfs: pfs({}, { movedFrom: 'older' }) },
      EMPTY_LOCK,
      [
        'warning new/kvm/pf/pool movedFrom: movedFrom brings nothing along: the lock file has nothing under older [older]',
      ],
    ],
  ])('%s is said', (_words, sketch, before, said) => {
    expect(moved([wantedHost(sketch)], before).said).toEqual(said);
  });

  test('of what was brought already is quiet, and so is one without a pool', () => {
    const again = lockOf({ 'new/kvm/vm': on('new/kvm/pf', 2) });
    expect(moved([wantedHost({ path: 'new/kvm', movedFrom: 'old/kvm', pfs: pfs({}) })], again)).toMatchObject({
      said: [],
    });
    const stray = wantedHost({
      path: 'new/kvm',
      pfs: pfs({}),
      attachments: { web: { pool: 'nowhere', movedFrom: 'old/kvm/vm' } },
    });
    expect(moved([stray], lock)).toMatchObject({ said: [], isSame: true });
  });
});

describe('pools are placed', () => {
  type Memory = { readonly had?: string; readonly owned?: readonly number[] };
  const place = (pools: Record<string, Partial<WantedPool> & Memory>, reserved: readonly number[] = []) => {
    const wanted = Object.entries(pools).map(([path, { had: _had, owned: _owned, ...pool }]): WantedPool => ({
      path,
      count: 2,
      settings: {},
      use: {},
      unresolved: [],
      ...pool,
    }));
    const memory: PoolMemory = {
      had: ({ path }) => (pools[path]?.had === undefined ? null : parseRanges(pools[path].had ?? '', 65_534)),
      owned: ({ path }) => pools[path]?.owned ?? [],
      reserved: new Map(reserved.map((vf) => [vf, `other/vm${vf}`])),
    };
    const { pools: placed, end } = placePools(wanted, memory);
    return [
      ...placed.map(
        ({ wanted: { path }, firstVf, ranges, unusable }) =>
          `${path}: ${firstVf} [${formatRanges(ranges)}]${unusable === null ? '' : ` ${unusable}`}`,
      ),
      `end ${end}`,
    ];
  };

  test.each<[string, Record<string, Partial<WantedPool> & Memory>, readonly number[], string[]]>([
    ['as declared', { a: {}, b: {} }, [], ['a: 0 [0-1]', 'b: 2 [2-3]', 'end 4']],
    [
      'by what they own, where nothing is known of them',
      { a: { owned: [2] }, b: { owned: [0] } },
      [],
      ['a: 2 [2-3]', 'b: 0 [0-1]', 'end 4'],
    ],
    [
      'by what they own before those that own nothing',
      { c: {}, a: { owned: [3] }, b: { owned: [0] } },
      [],
      ['c: 4 [4-5]', 'a: 2 [2-3]', 'b: 0 [0-1]', 'end 6'],
    ],
    ['where they were', { a: { had: '4-5' }, b: { had: '0-1' } }, [], ['a: 4 [4-5]', 'b: 0 [0-1]', 'end 6']],
    [
      'where they were, and new ones around them',
      { n: {}, b: { had: '0-1' } },
      [],
      ['n: 2 [2-3]', 'b: 0 [0-1]', 'end 4'],
    ],
    ['around VFs of others', { a: { had: '0-1' }, n: {} }, [2], ['a: 0 [0-1]', 'n: 3 [3-4]', 'end 5']],
    ['with VFs that others have of them now', { a: { had: '0-3', count: 2 } }, [3], ['a: 0 [0,3]', 'end 4']],
    ['smaller, without the highest that nobody owns', { a: { had: '0-5', owned: [5] } }, [], ['a: 0 [0,5]', 'end 6']],
    [
      'smaller than what is owned, with all of that',
      { a: { had: '0-5', owned: [1, 3, 5], count: 1 } },
      [],
      ['a: 1 [1,3,5]', 'end 6'],
    ],
    ['to none', { a: { had: '0-1', count: 0 }, b: { had: '2-3' } }, [], ['a: 0 []', 'b: 2 [2-3]', 'end 4']],
    [
      'where they say, whatever they had',
      { a: { had: '0-1', firstVf: 6 }, b: { had: '2-3' } },
      [],
      ['a: 6 [6-7]', 'b: 2 [2-3]', 'end 8'],
    ],
    [
      'with what a token leaves of them',
      { a: { had: '0-1', count: 0, unresolved: ['count'] }, b: { had: '2-3' } },
      [],
      ['a: 0 [] token', 'b: 2 [2-3]', 'end null'],
    ],
    [
      'nowhere where a token says where',
      { a: { had: '0-1', unresolved: ['firstVf'] }, b: { had: '2-3' } },
      [],
      ['a: null [] token', 'b: 2 [2-3]', 'end null'],
    ],
    [
      'nowhere beyond what there can be',
      { a: { had: '0-1', count: 70_000 }, b: { had: '2-3' } },
      [],
      ['a: 0 [] count', 'b: 2 [2-3]', 'end 70000'],
    ],
    ['at the end of what there can be', { a: { firstVf: 65_533 } }, [], ['a: 65533 [65533-65534]', 'end 65535']],
    ['not over that end', { a: { firstVf: 65_534 } }, [], ['a: 65534 [] count', 'end 65536']],
    [
      'not over that end, around those that are there',
      { a: { had: '0-1' }, n: { count: 65_535 } },
      [],
      ['a: 0 [0-1]', 'n: 2 [] count', 'end 65537'],
    ],
  ])('%s', (_words, pools, reserved, placed) => {
    expect(place(pools, reserved)).toEqual(placed);
  });
});
