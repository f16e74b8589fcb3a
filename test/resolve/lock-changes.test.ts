import { EMPTY_LOCK, type LockEntry, type LockFile } from '../../lib/model/lock';
import { compareLocks, missingSeed } from '../../lib/resolve/compare-locks';
import {
  countChanges,
  describeChange,
  lockChanges,
  renderChange,
  summaryOfChanges,
} from '../../lib/resolve/lock-changes';
import { entry, lockOf } from './wanted';

const MAC = '02:00:00:00:00:01';
const OTHER_MAC = '02:00:00:00:00:02';
const CARD = '3c:fd:fe:00:00:01';

const other = (vf: number, mac?: string): LockEntry => ({ ...entry(vf, mac), physicalFunction: 'rack1/kvm01/other' });
/** The lock file with what is known of `uplink` or `other`. */
const knowing = (pf: 'uplink' | 'other', record: object, attachments: LockFile['attachments']): LockFile => ({
  ...lockOf(attachments),
  physicalFunctions: { [`rack1/kvm01/${pf}`]: { host: 'kvm01', ...record } },
});

/** Each change as a line of a report, and in words. */
function changes(before: LockFile, after: LockFile): string[][] {
  return lockChanges(before, after).map((change) => [renderChange(change), `${change.path} ${describeChange(change)}`]);
}

describe('what became of an owner', () => {
  test.each<[string, LockFile, LockFile, string[][]]>([
    ['nothing', lockOf({ a: entry(0, MAC) }), lockOf({ a: entry(0, MAC) }), []],
    [
      'new',
      EMPTY_LOCK,
      lockOf({ a: entry(0, MAC) }),
      [['added a: VF 0 of rack1/kvm01/uplink, 02:00:00:00:00:01', 'a is new']],
    ],
    ['new, of no NIC', EMPTY_LOCK, lockOf({ a: entry(3) }), [['added a: VF 3 of rack1/kvm01/uplink', 'a is new']]],
    [
      'gone',
      lockOf({ a: entry(0, MAC) }),
      EMPTY_LOCK,
      [['dropped a: VF 0 of rack1/kvm01/uplink, 02:00:00:00:00:01', 'a is gone or has no VF']],
    ],
    [
      'with other GUIDs',
      lockOf({ a: { ...entry(0), nodeGuid: '02:00:00:00:00:00:00:01', portGuid: '02:00:00:00:00:00:00:01' } }),
      lockOf({ a: { ...entry(0), nodeGuid: '02:00:00:00:00:00:00:01', portGuid: '02:00:00:00:00:00:00:02' } }),
      [
        [
          'another port GUID for a: from 02:00:00:00:00:00:00:01 to 02:00:00:00:00:00:00:02',
          'a changes its port GUID from 02:00:00:00:00:00:00:01 to 02:00:00:00:00:00:00:02',
        ],
      ],
    ],
    [
      'on another VF',
      lockOf({ a: entry(0, MAC) }),
      lockOf({ a: entry(1, OTHER_MAC) }),
      [
        [
          'moved a: from VF 0 of rack1/kvm01/uplink to VF 1 of rack1/kvm01/uplink, 02:00:00:00:00:02',
          'a moves from VF 0 to VF 1',
        ],
      ],
    ],
    [
      'on another PF',
      lockOf({ a: entry(0) }),
      lockOf({ a: other(0) }),
      [
        [
          'moved a: from VF 0 of rack1/kvm01/uplink to VF 0 of rack1/kvm01/other',
          'a moves from VF 0 of rack1/kvm01/uplink to VF 0 of rack1/kvm01/other',
        ],
      ],
    ],
    [
      'with another MAC',
      lockOf({ a: entry(0, MAC), b: entry(1), c: entry(2, MAC) }),
      lockOf({ a: entry(0, OTHER_MAC), b: entry(1, MAC), c: entry(2) }),
      [
        [
          'another MAC for a: from 02:00:00:00:00:01 to 02:00:00:00:00:02',
          'a changes its MAC from 02:00:00:00:00:01 to 02:00:00:00:00:02',
        ],
        ['another MAC for b: from none to 02:00:00:00:00:01', 'b changes its MAC from none to 02:00:00:00:00:01'],
        ['another MAC for c: from 02:00:00:00:00:01 to none', 'c changes its MAC from 02:00:00:00:00:01 to none'],
      ],
    ],
    [
      'under another path, with the MAC',
      lockOf({ a: entry(0, MAC) }),
      lockOf({ b: entry(0, MAC) }),
      [['renamed a to b: VF 0 of rack1/kvm01/uplink, 02:00:00:00:00:01', 'b was a and keeps its VF']],
    ],
  ])('is told: %s', (_words, before, after, told) => {
    expect(changes(before, after)).toEqual(told);
  });

  const kinds = (before: LockFile, after: LockFile) =>
    lockChanges(before, after).map(({ kind, path }) => `${kind} ${path}`);

  test.each<[string, LockEntry, LockEntry, string[]]>([
    ['of one VM and MAC on two PFs', { ...entry(0, MAC), vm: 'web' }, { ...other(0, MAC), vm: 'web' }, ['renamed y/b']],
    ['of two VMs with one MAC on one PF', entry(0, MAC), entry(0, MAC), ['renamed y/b']],
    ['of two VMs with one MAC on two PFs', entry(0, MAC), other(0, MAC), ['dropped x/a', 'added y/b']],
    ['of one VM without MACs on one PF', { ...entry(0), vm: 'web' }, { ...entry(0), vm: 'web' }, ['renamed y/b']],
    [
      'of one VM without MACs on two PFs',
      { ...entry(0), vm: 'web' },
      { ...other(0), vm: 'web' },
      ['dropped x/a', 'added y/b'],
    ],
    ['of two VMs without MACs on one PF', entry(0), entry(0), ['dropped x/a', 'added y/b']],
    [
      'of one VM on two VFs',
      { ...entry(0, MAC), vm: 'web' },
      { ...entry(1, MAC), vm: 'web' },
      ['dropped x/a', 'added y/b'],
    ],
    [
      'of one VM with two MACs',
      { ...entry(0, MAC), vm: 'web' },
      { ...entry(0, OTHER_MAC), vm: 'web' },
      ['dropped x/a', 'added y/b'],
    ],
  ])('is a rename, or another owner: two paths %s', (_words, was, is, told) => {
    expect(kinds(lockOf({ 'x/a': was }), lockOf({ 'y/b': is }))).toEqual(told);
  });

  test('is no move where only the construct of its PF was renamed', () => {
    const was = { a: entry(0, MAC) };
    const is = { a: other(0, MAC) };
    const address = '0000:3b:00.0';
    expect(kinds(knowing('uplink', { permanentMac: CARD }, was), knowing('other', { permanentMac: CARD }, is))).toEqual(
      [],
    );
    expect(kinds(knowing('uplink', { address }, was), knowing('other', { address }, is))).toEqual([]);
    expect(kinds(knowing('uplink', { address, permanentMac: CARD }, was), knowing('other', { address }, is))).toEqual(
      [],
    );
  });

  test('is a move where the PF is another one, or nothing tells that it is the same', () => {
    const was = { a: entry(0, MAC) };
    const is = { a: other(0, MAC) };
    const address = '0000:3b:00.0';
    for (const [before, after] of [
      [
        knowing('uplink', { permanentMac: CARD, address }, was),
        knowing('other', { permanentMac: '3c:fd:fe:00:00:09', address }, is),
      ],
      [knowing('uplink', { address }, was), knowing('other', { address: '0000:3b:00.1' }, is)],
      [knowing('uplink', {}, was), knowing('other', {}, is)],
      [knowing('uplink', { address }, was), lockOf(is)],
      [lockOf(was), knowing('other', { address }, is)],
    ] as const) {
      expect(kinds(before, after)).toEqual(['moved a']);
    }
  });

  test('is told in order of paths, each of two renames with its own', () => {
    const before = lockOf({ z: entry(0, MAC), y: entry(1, OTHER_MAC), m: entry(2) });
    const after = lockOf({ b: entry(0, MAC), a: entry(1, OTHER_MAC), m: entry(3), c: entry(0, MAC) });
    expect(lockChanges(before, after)).toMatchObject([
      { kind: 'renamed', path: 'a', from: 'y' },
      { kind: 'renamed', path: 'b', from: 'z' },
      { kind: 'added', path: 'c' },
      { kind: 'moved', path: 'm' },
    ]);
  });
});

describe('a summary', () => {
  test('counts what was added, moved and dropped, and all else where there is any', () => {
    expect(countChanges([])).toBe('0 added, 0 moved, 0 dropped');
    const before = lockOf({ a: entry(0, MAC), old: entry(5, OTHER_MAC), c: entry(2), d: entry(3) });
    const after = lockOf({ a: entry(0), new: entry(5, OTHER_MAC), c: entry(4), e: entry(8), f: entry(9) });
    expect(countChanges(lockChanges(before, after))).toBe('2 added, 1 moved, 1 dropped, 1 renamed, 1 with another MAC');
    expect(summaryOfChanges(before, after)).toBe('lock: 2 added, 1 moved, 1 dropped, 1 renamed, 1 with another MAC');
  });

  test('says what was written where no owner changed', () => {
    const seeded = { ...EMPTY_LOCK, macSeed: 's' };
    expect(summaryOfChanges(EMPTY_LOCK, seeded)).toBe('lock: no owner changed (the seed of MACs was written)');
    expect(summaryOfChanges(seeded, seeded)).toBe('lock: no owner changed (what PFs and pools are was written)');
  });
});

describe('a frozen lock file is out of date', () => {
  const says = (committed: LockFile, needed: LockFile) =>
    compareLocks(committed, needed).map(({ found, message }) => [found, message]);

  test('by one finding for the whole app', () => {
    expect(compareLocks(EMPTY_LOCK, lockOf({ a: entry(0) }))).toEqual([
      {
        ruleId: 'LOCK-010',
        severity: 'error',
        constructPath: '',
        message: 'sriov.lock.json is out of date: 1 attachment differs (a is new)',
        found: '1 attachment differs',
        fix: 'Run synth without --frozen-lock and commit the file',
      },
    ]);
  });

  test('by everything else that it says, as long as no owner differs', () => {
    const needed: LockFile = {
      lockVersion: 2,
      macSeed: 't',
      physicalFunctions: { p: { host: 'kvm01' } },
      pools: { q: { physicalFunction: 'p', vfs: '0' } },
      apps: { s: 'shop' },
      attachments: { a: { ...entry(0), vm: 'web' } },
    };
    const committed: LockFile = { ...lockOf({ a: entry(0) }), macSeed: 's' };
    expect(says(committed, needed)).toEqual([
      [
        '5 entries differ',
        'sriov.lock.json is out of date: 5 entries differ (the macSeed, what PF p is, which VFs q has, what is known of a, the app of stack s)',
      ],
    ]);
    expect(says({ ...committed, macSeed: 't' }, { ...committed, apps: { s: 'shop' }, macSeed: 't' })).toEqual([
      ['1 entry differs', 'sriov.lock.json is out of date: 1 entry differs (the app of stack s)'],
    ]);
    expect(says(committed, { ...needed, attachments: {} })).toEqual([
      ['1 attachment differs', 'sriov.lock.json is out of date: 1 attachment differs (a is gone or has no VF)'],
    ]);
  });

  test('not by a seed that it never had', () => {
    expect(compareLocks(EMPTY_LOCK, { ...EMPTY_LOCK, macSeed: 's' })).toEqual([]);
  });

  test('by six differences, of which it lists five', () => {
    const many = (count: number) =>
      lockOf(Object.fromEntries(Array.from({ length: count }, (_, n) => [`vm${n}`, entry(n)])));
    expect(says(EMPTY_LOCK, many(5))[0]?.[1]).toMatch(/vm4 is new\)$/);
    expect(says(EMPTY_LOCK, many(6))[0]?.[1]).toMatch(/vm4 is new and 1 more\)$/);
  });

  test('and one without a seed says so', () => {
    expect(missingSeed()).toEqual({
      ruleId: 'LOCK-010',
      severity: 'error',
      constructPath: '',
      message: 'sriov.lock.json has no macSeed, which MACs of new attachments are derived from',
      found: 'no macSeed',
      fix: 'Run synth once without --frozen-lock, which makes one and changes no MAC, and commit the file',
    });
  });
});
