import type { Finding } from '../../lib/model/finding';
import { EMPTY_LOCK, type LockEntry, type LockFile } from '../../lib/model/lock';
import { followAttachments, type RunAttachment } from '../../lib/resolve/follow-attachments';
import { followPfs, knownPfs, type RunPf } from '../../lib/resolve/follow-pfs';
import { followPools, type RunPool } from '../../lib/resolve/follow-pools';

const PF = 'rack1/kvm01/uplink';

describe('an attachment of the run', () => {
  const at = (path: string, vm: string, pf = PF): RunAttachment => ({ path, vm, pf, host: 'kvm01' });
  const owner = (vf: number, vm?: string, physicalFunction = PF): LockEntry => ({
    physicalFunction,
    vf,
    ...(vm !== undefined && { vm }),
  });

  /** VFs by the paths that they have then, and what is said. */
  function follow(attachments: readonly RunAttachment[], entries: LockFile['attachments']) {
    const findings: Finding[] = [];
    const present = new Set(attachments.map(({ path }) => path));
    const before: LockFile = { ...EMPTY_LOCK, attachments: entries };
    const lock = followAttachments(attachments, before, (path) => present.has(path), findings);
    const vfs = Object.fromEntries(Object.entries(lock.attachments).map(([path, { vf }]) => [path, vf]));
    return { vfs, findings, isSame: lock === before };
  }

  test.each<[string, readonly RunAttachment[], LockFile['attachments'], Record<string, number>]>([
    [
      'is what the VM had on its PF under another path',
      [at('new/web', 'web')],
      { 'old/web': owner(3) },
      { 'new/web': 3 },
    ],
    ['is not what another VM had', [at('new/web', 'web')], { 'old/db': owner(3) }, { 'old/db': 3 }],
    [
      'is not what the VM had on another PF',
      [at('new/web', 'web')],
      { 'old/web': owner(3, undefined, 'x') },
      { 'old/web': 3 },
    ],
    [
      'is not what is still there',
      [at('old/web', 'web'), at('new/b', 'web')],
      { 'old/web': owner(3) },
      { 'old/web': 3 },
    ],
    [
      'is told by its id from the other VFs of its VM',
      [at('new/b', 'web'), at('new/a', 'web')],
      { 'old/a': owner(1, 'web'), 'old/b': owner(2, 'web') },
      { 'new/a': 1, 'new/b': 2 },
    ],
    [
      'is the only one that is left of the VM, once ids have told the others',
      [at('new/a', 'web'), at('new/c', 'web')],
      { 'old/a': owner(1, 'web'), 'old/b': owner(2, 'web') },
      { 'new/a': 1, 'new/c': 2 },
    ],
    [
      'that is new leaves the others where they are',
      [at('p/a', 'web'), at('p/b', 'web')],
      { 'p/a': owner(1, 'web') },
      { 'p/a': 1 },
    ],
  ])('%s', (_words, attachments, entries, vfs) => {
    const followed = follow(attachments, entries);
    expect(followed.vfs).toEqual(vfs);
    expect(followed.findings).toEqual([]);
    expect(followed.isSame).toBe(Object.keys(entries).every((path) => path in vfs));
  });

  test('that may be either of two is an error, and takes none', () => {
    const entries = { 'old/b': owner(2, 'web'), 'old/a': owner(1, 'web') };
    const { vfs, findings, isSame } = follow([at('new/x', 'web')], entries);
    expect(vfs).toEqual({ 'old/a': 1, 'old/b': 2 });
    expect(isSame).toBe(true);
    expect(findings).toEqual([
      {
        ruleId: 'LOCK-012',
        severity: 'error',
        constructPath: 'new/x',
        host: 'kvm01',
        message:
          'the lock file has VFs for VM web on this PF under old/a and old/b, which are gone: which of them this attachment was cannot be told',
        found: 'web',
        fix: 'Set movedFrom of the attachment, or run `sriov lock mv old/b new/x`; if it is new, run `sriov lock rm old/b` for what is gone',
      },
    ]);
  });

  test('and another one that may be what is gone are both errors', () => {
    const { vfs, findings } = follow([at('new/x', 'web'), at('new/y', 'web')], { 'old/a': owner(1, 'web') });
    expect(vfs).toEqual({ 'old/a': 1 });
    expect(findings.map(({ constructPath, message }) => [constructPath, message])).toEqual([
      ['new/x', expect.stringContaining('on this PF under old/a, which is gone: which')],
      ['new/y', expect.stringContaining('on this PF under old/a, which is gone: which')],
    ]);
  });

  test('is told by no id that two have', () => {
    const two = { 'old/a': owner(1, 'web'), 'older/a': owner(2, 'web') };
    expect(follow([at('new/a', 'web')], two).vfs).toEqual({ 'old/a': 1, 'older/a': 2 });
    expect(follow([at('new/a', 'web')], two).findings).toHaveLength(1);
    const one = { 'old/a': owner(1, 'web') };
    expect(follow([at('new/a', 'web'), at('newer/a', 'web')], one).vfs).toEqual({ 'old/a': 1 });
  });

  test('of one VM is nothing to those of another', () => {
    const { vfs, findings } = follow([at('new/x', 'web'), at('new/y', 'db')], {
      'old/a': owner(1, 'web'),
      'old/b': owner(2, 'web'),
      'old/c': owner(3, 'db'),
    });
    expect(vfs).toEqual({ 'old/a': 1, 'old/b': 2, 'new/y': 3 });
    expect(findings.map(({ constructPath }) => constructPath)).toEqual(['new/x']);
  });
});

describe('a pool of the run', () => {
  const pool = (path: string, change: Partial<RunPool> = {}): RunPool => ({
    path,
    pf: PF,
    count: 4,
    attachments: [],
    ...change,
  });

  /** VFs of each pool by the path that it has then. */
  function follow(
    pools: readonly RunPool[],
    had: Record<string, string>,
    owners: Record<string, LockEntry> = {},
    pf = PF,
  ) {
    const before: LockFile = {
      ...EMPTY_LOCK,
      pools: Object.fromEntries(Object.entries(had).map(([path, vfs]) => [path, { physicalFunction: pf, vfs }])),
      attachments: owners,
    };
    const lock = followPools(pools, before);
    return Object.fromEntries(Object.entries(lock.pools ?? {}).map(([path, { vfs }]) => [path, vfs]));
  }
  const owns = (vf: number, physicalFunction = PF): LockEntry => ({ physicalFunction, vf });

  test.each<[string, readonly RunPool[], Record<string, string>, Record<string, LockEntry>, Record<string, string>]>([
    ['is what it was', [pool('p/a')], { 'p/a': '0-3' }, {}, { 'p/a': '0-3' }],
    [
      'is told by what its attachments own',
      [pool('p/b', { count: 9, attachments: ['vm'] })],
      { 'p/a': '0-3' },
      { vm: owns(2) },
      { 'p/b': '0-3' },
    ],
    [
      'is not told by what its attachments own on another PF',
      [pool('p/b', { count: 9, attachments: ['vm'] })],
      { 'p/a': '0-3' },
      { vm: owns(2, 'x') },
      { 'p/a': '0-3' },
    ],
    [
      'is not told by a VF that the pool did not have',
      [pool('p/b', { count: 9, attachments: ['vm'] })],
      { 'p/a': '0-3' },
      { vm: owns(4) },
      { 'p/a': '0-3' },
    ],
    ['is told by its id', [pool('q/a', { count: 9 })], { 'p/a': '0-3' }, {}, { 'q/a': '0-3' }],
    [
      'is told as the only one of its size',
      [pool('q/x'), pool('q/y', { count: 2 })],
      { 'p/a': '0-3', 'p/b': '4-5' },
      {},
      { 'q/x': '0-3', 'q/y': '4-5' },
    ],
    ['is not told by its size where two have it', [pool('q/x'), pool('q/y')], { 'p/a': '0-3' }, {}, { 'p/a': '0-3' }],
    [
      'is not told by its size where two had it',
      [pool('q/x')],
      { 'p/a': '0-3', 'p/b': '4-7' },
      {},
      { 'p/a': '0-3', 'p/b': '4-7' },
    ],
    [
      'is told by its id before its size',
      [pool('q/a'), pool('q/x', { count: 2 })],
      { 'p/b': '0-3', 'p/a': '4-5' },
      {},
      { 'p/b': '0-3', 'q/a': '4-5' },
    ],
    [
      'is told by its owners before its id',
      [pool('q/a', { attachments: ['vm'] })],
      { 'p/b': '0-3', 'p/a': '4-7' },
      { vm: owns(0) },
      { 'q/a': '0-3', 'p/a': '4-7' },
    ],
    [
      'is told by its id of several that are gone',
      [pool('q/a'), pool('q/b')],
      { 'p/a': '0-3', 'p/b': '4-7' },
      {},
      { 'q/a': '0-3', 'q/b': '4-7' },
    ],
    [
      'that is there keeps what it had',
      [pool('p/a'), pool('q/x')],
      { 'p/a': '0-3', 'p/b': '4-7' },
      {},
      { 'p/a': '0-3', 'q/x': '4-7' },
    ],
    ['of one VM is not one that had none', [pool('q/x', { count: 1 })], { 'p/a': '' }, {}, { 'p/a': '' }],
  ])('%s', (_words, pools, had, owners, has) => {
    expect(follow(pools, had, owners)).toEqual(has);
  });

  test('is none of another PF', () => {
    expect(follow([pool('q/a')], { 'p/a': '0-3' }, {}, 'x')).toEqual({ 'p/a': '0-3' });
  });

  test('leaves the lock file itself as it is where none is gone', () => {
    const lock: LockFile = { ...EMPTY_LOCK, pools: { 'p/a': { physicalFunction: PF, vfs: '0-3' } } };
    expect(followPools([pool('p/a'), pool('p/b')], lock)).toBe(lock);
    expect(followPools([pool('p/a')], EMPTY_LOCK)).toBe(EMPTY_LOCK);
    expect(followPools([], lock)).toBe(lock);
  });
});

describe('a PF of the run', () => {
  const [MAC, MAC2] = ['3c:fd:fe:00:00:01', '3c:fd:fe:00:00:02'];
  const [ADDRESS, ADDRESS2] = ['0000:3b:00.0', '0000:3b:00.1'];
  type Known = { readonly permanentMac?: string; readonly address?: string; readonly host?: string };

  const pf = (path: string, known: Known, vms: readonly string[] = [], host = known.host ?? 'kvm01'): RunPf => ({
    path,
    host,
    identity: { host, ...known },
    newVms: new Map(vms.map((vm) => [vm, vms.filter((it) => it === vm).length])),
  });

  interface Was extends Known {
    /** It has owners, and the lock file says no more of it. */
    readonly isUnknown?: boolean;
    readonly vms?: readonly string[];
  }

  function lockOf(was: Readonly<Record<string, Was>>, apps?: Record<string, string>): LockFile {
    const known = Object.entries(was).filter(([, { isUnknown }]) => isUnknown !== true);
    return {
      ...EMPTY_LOCK,
      ...(apps && { apps }),
      physicalFunctions: Object.fromEntries(
        known.map(([path, { vms: _vms, isUnknown: _isUnknown, ...record }]) => [path, { host: 'kvm01', ...record }]),
      ),
      attachments: Object.fromEntries(
        Object.entries(was).flatMap(([physicalFunction, { vms = [] }]) =>
          vms.map((vm, vf) => [`${physicalFunction}/vf${vf}`, { physicalFunction, vf, vm }]),
        ),
      ),
    };
  }

  function follow(
    pfs: readonly RunPf[],
    was: Readonly<Record<string, Was>>,
    stacks = ['rack1'],
    apps?: Record<string, string>,
    app?: string,
  ) {
    const findings: Finding[] = [];
    const { renames, gone } = followPfs(pfs, lockOf(was, apps), { stacks, app }, findings);
    return {
      renames: Object.fromEntries(renames),
      gone,
      said: findings.map(({ constructPath, message }) => `${constructPath}: ${message}`),
      findings,
    };
  }

  test.each<[string, readonly RunPf[], Readonly<Record<string, Was>>, Record<string, string>]>([
    [
      'is what has its permanent MAC',
      [pf('rack1/b', { permanentMac: MAC })],
      { 'rack1/a': { permanentMac: MAC } },
      { 'rack1/a': 'rack1/b' },
    ],
    [
      'is what has its address',
      [pf('rack1/b', { address: ADDRESS })],
      { 'rack1/a': { address: ADDRESS } },
      { 'rack1/a': 'rack1/b' },
    ],
    [
      'is not what has another permanent MAC',
      [pf('rack1/b', { permanentMac: MAC })],
      { 'rack1/a': { permanentMac: MAC2 } },
      {},
    ],
    [
      'is not what has another address',
      [pf('rack1/b', { address: ADDRESS }, ['x'])],
      { 'rack1/a': { address: ADDRESS2, vms: ['x'] } },
      {},
    ],
    ['is what it was under its path', [pf('rack1/a', { permanentMac: MAC })], { 'rack1/a': { permanentMac: MAC } }, {}],
    [
      'is what its permanent MAC says before its address does',
      [pf('rack1/c', { permanentMac: MAC, address: ADDRESS })],
      { 'rack1/a': { address: ADDRESS }, 'rack1/b': { permanentMac: MAC } },
      { 'rack1/b': 'rack1/c' },
    ],
    [
      'is on a host that is gone what has its address and VMs',
      [pf('rack1/new/b', { address: ADDRESS, host: 'new' }, ['x'])],
      { 'rack1/old/a': { address: ADDRESS, host: 'old', vms: ['x'] } },
      { 'rack1/old/a': 'rack1/new/b' },
    ],
    [
      'is on a host that is gone not what has its address alone',
      [pf('rack1/new/b', { address: ADDRESS, host: 'new' })],
      { 'rack1/old/a': { address: ADDRESS, host: 'old', vms: ['x'] } },
      {},
    ],
    [
      'is not what has its address and VMs on a host that is there',
      [
        pf('rack1/new/b', { address: ADDRESS, host: 'new' }, ['x']),
        pf('rack1/old/c', { address: ADDRESS2, host: 'old' }),
      ],
      { 'rack1/old/a': { address: ADDRESS, host: 'old', vms: ['x'] } },
      {},
    ],
    [
      'is what has its VMs, where nothing else is known of that',
      [pf('rack1/b', { address: ADDRESS }, ['x'])],
      { 'rack1/a': { isUnknown: true, vms: ['x'] } },
      { 'rack1/a': 'rack1/b' },
    ],
    [
      'is not what has other VMs, where nothing else is known of that',
      [pf('rack1/b', { address: ADDRESS }, ['y'])],
      { 'rack1/a': { isUnknown: true, vms: ['x'] } },
      {},
    ],
    [
      'is what has its VMs, where no address is known of that',
      [pf('rack1/b', { address: ADDRESS }, ['x'])],
      { 'rack1/a': { vms: ['x'] } },
      { 'rack1/a': 'rack1/b' },
    ],
    [
      'is what has its MAC, of two with their own',
      [pf('rack1/c', { permanentMac: MAC }), pf('rack1/d', { permanentMac: MAC2 })],
      { 'rack1/a': { permanentMac: MAC2 }, 'rack1/b': { permanentMac: MAC } },
      { 'rack1/a': 'rack1/d', 'rack1/b': 'rack1/c' },
    ],
    [
      'is of two with its MAC the one at its place',
      [pf('rack1/c', { permanentMac: MAC, address: ADDRESS })],
      { 'rack1/a': { permanentMac: MAC, address: ADDRESS2 }, 'rack1/b': { permanentMac: MAC, address: ADDRESS } },
      { 'rack1/b': 'rack1/c' },
    ],
    [
      'is of two with its MAC the one with its VMs',
      [pf('rack1/c', { permanentMac: MAC }, ['x'])],
      {
        'rack1/a': { permanentMac: MAC, address: ADDRESS2 },
        'rack1/b': { permanentMac: MAC, address: ADDRESS, vms: ['x'] },
      },
      { 'rack1/b': 'rack1/c' },
    ],
  ])('%s', (_words, pfs, was, renames) => {
    const followed = follow(pfs, was);
    expect(followed.renames).toEqual(renames);
    expect(followed.findings).toEqual([]);
    const present = new Set(pfs.map(({ path }) => path));
    expect(followed.gone).toEqual(
      Object.keys(was)
        .filter((path) => !(path in renames) && !present.has(path))
        .sort(),
    );
  });

  test('is not told from another one with its VMs, which is an error of both', () => {
    const { renames, findings } = follow(
      [pf('rack1/p2', { address: ADDRESS }, ['x']), pf('rack1/p10', { address: ADDRESS2 }, ['x'])],
      { 'rack1/a': { vms: ['x'] } },
    );
    expect(renames).toEqual({});
    expect(findings).toEqual([
      {
        ruleId: 'LOCK-012',
        severity: 'error',
        constructPath: 'rack1/p2',
        host: 'kvm01',
        message:
          'the lock file has owners of the same VMs on rack1/a, which is gone, and more than one PF may be what it was',
        found: '0000:3b:00.0 of kvm01',
        fix: 'Say it with movedFrom of the PF or its host, or run `sriov lock mv rack1/a rack1/p2`',
      },
      expect.objectContaining({ constructPath: 'rack1/p10' }),
    ]);
  });

  test('may be either of two that are gone, which is an error', () => {
    const { renames, said, findings } = follow([pf('rack1/p', { address: ADDRESS }, ['x', 'y'])], {
      'rack1/b': { vms: ['y'] },
      'rack1/a': { vms: ['x'] },
    });
    expect(renames).toEqual({});
    expect(said).toEqual([
      'rack1/p: the lock file has owners of the same VMs on rack1/a and rack1/b, which are gone: which of them the PF was cannot be told',
    ]);
    expect(findings[0]?.fix).toBe(
      'Say it with movedFrom of the PF or its host, or run `sriov lock mv rack1/a rack1/p`',
    );
  });

  describe('of a stack that the run does not have', () => {
    const gone = { 'old/kvm01/a': { permanentMac: MAC, vms: ['x', 'y'] } };

    test('comes along with all its owners', () => {
      const { renames, findings } = follow([pf('rack1/b', { permanentMac: MAC }, ['x', 'y', 'z'])], gone);
      expect(renames).toEqual({ 'old/kvm01/a': 'rack1/b' });
      expect(findings).toEqual([]);
    });

    test('stays, and is an error, without one of them', () => {
      const { renames, findings, gone: dropped } = follow([pf('rack1/b', { permanentMac: MAC }, ['y'])], gone);
      expect([renames, dropped]).toEqual([{}, []]);
      expect(findings).toMatchObject([
        { ruleId: 'LOCK-012', severity: 'error', constructPath: 'rack1/b', host: 'kvm01' },
      ]);
      expect(findings[0]?.message).toMatch(
        /^old\/kvm01\/a, in a stack that this app does not have, .*has VFs for VM y/,
      );
    });

    test('stays, and is nobody’s fault, where no VM is the same', () => {
      const { renames, findings } = follow([pf('rack1/b', { permanentMac: MAC }, ['z'])], gone);
      expect([renames, findings]).toEqual([{}, []]);
    });

    test('stays, and is an error, where nothing but the address is the same', () => {
      const { renames, findings } = follow([pf('rack1/b', { address: ADDRESS }, ['x', 'y'])], {
        'old/kvm01/a': { address: ADDRESS, vms: ['x', 'y'] },
      });
      expect(renames).toEqual({});
      expect(findings.map(({ message }) => message)).toEqual([
        expect.stringMatching(/has VFs for 2 VMs, x among them/),
      ]);
    });

    test('is none of another app', () => {
      const pfs = [pf('rack1/b', { permanentMac: MAC }, ['x', 'y'])];
      expect(follow(pfs, gone, ['rack1'], { old: 'shop' })).toMatchObject({ renames: {}, said: [] });
      expect(follow(pfs, gone, ['rack1'], { old: 'shop' }, 'billing')).toMatchObject({ renames: {}, said: [] });
      expect(follow(pfs, gone, ['rack1'], undefined, 'billing')).toMatchObject({ renames: {}, said: [] });
      expect(follow(pfs, gone, ['rack1'], { old: 'shop' }, 'shop').renames).toEqual({ 'old/kvm01/a': 'rack1/b' });
    });
  });

  test('brings along what it was, instead of what its new path was before', () => {
    const was: LockFile = {
      ...EMPTY_LOCK,
      physicalFunctions: {
        'rack1/a': { host: 'kvm01', permanentMac: MAC },
        'rack1/b': { host: 'kvm01', permanentMac: MAC2 },
      },
      pools: {
        'rack1/a/p': { physicalFunction: 'rack1/a', vfs: '0-3' },
        'rack1/b/p': { physicalFunction: 'rack1/b', vfs: '4-7' },
      },
      attachments: { 'rack1/vm': { physicalFunction: 'rack1/a', vf: 1 } },
    };
    const pfs = [pf('rack1/b', { permanentMac: MAC })];
    expect(knownPfs(pfs, was)).toEqual(new Set(['rack1/a']));
    expect(followPfs(pfs, was, { stacks: ['rack1'], app: undefined }, []).lock).toEqual({
      ...EMPTY_LOCK,
      physicalFunctions: { 'rack1/b': { host: 'kvm01', permanentMac: MAC } },
      pools: { 'rack1/a/p': { physicalFunction: 'rack1/b', vfs: '0-3' } },
      attachments: { 'rack1/vm': { physicalFunction: 'rack1/b', vf: 1 } },
    });
  });

  test('is known under its path as long as it has owners, or is the card that it was', () => {
    const known = (identity: Known, vms: readonly string[]) =>
      knownPfs([pf('rack1/a', identity)], lockOf({ 'rack1/a': { permanentMac: MAC, vms } })).has('rack1/a');
    expect(known({ permanentMac: MAC }, [])).toBe(true);
    expect(known({ permanentMac: MAC2 }, ['x'])).toBe(true);
    expect(known({ permanentMac: MAC2 }, [])).toBe(false);
    expect(known({}, [])).toBe(true);
  });
});
