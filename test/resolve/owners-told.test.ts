import type { Finding } from '../../lib/model/finding';
import { EMPTY_LOCK, type LockEntry, type LockedPf, type LockFile } from '../../lib/model/lock';
import type { RunAttachment } from '../../lib/resolve/follow-attachments';
import type { RunPf } from '../../lib/resolve/follow-pfs';
import { judgeGone, judgeGoneStacks, judgeIdentities, judgeUnexplained, judgeVms } from '../../lib/resolve/ownership';

/** What is said of owners of the lock file that this run does not have as they were. */

const [MAC, MAC2, MAC3] = ['3c:fd:fe:00:00:01', '3c:fd:fe:00:00:02', '3c:fd:fe:00:00:03'];

function runPf(path: string, identity: Partial<LockedPf>, host = 'kvm01'): RunPf {
  return { path, host, identity: { host, ...identity }, newVms: new Map() };
}

function lockOf(
  physicalFunctions: Record<string, Partial<LockedPf>>,
  attachments: Record<string, LockEntry> = {},
  change: Partial<LockFile> = {},
): LockFile {
  const records = Object.entries(physicalFunctions).map(([path, record]) => [path, { host: 'kvm01', ...record }]);
  return { ...EMPTY_LOCK, physicalFunctions: Object.fromEntries(records), attachments, ...change };
}

const on = (physicalFunction: string, vf = 0, change: Partial<LockEntry> = {}): LockEntry => ({
  physicalFunction,
  vf,
  ...change,
});
const short = (findings: readonly Finding[]) =>
  findings.map(({ constructPath, message }) => `${constructPath}: ${message}`);

describe('a path that means another card now', () => {
  test('is warned of, for its owners keep their VFs there', () => {
    const lock = lockOf({ 'rack1/a': { permanentMac: MAC } }, { vm: on('rack1/a') });
    expect(judgeIdentities([runPf('rack1/a', { permanentMac: MAC2, address: '0000:3b:00.0' })], lock)).toEqual([
      {
        ruleId: 'LOCK-013',
        severity: 'warning',
        constructPath: 'rack1/a',
        host: 'kvm01',
        message:
          'the PF was a PF of kvm01 (MAC 3c:fd:fe:00:00:01) by the lock file and is 0000:3b:00.0 of kvm01 (MAC 3c:fd:fe:00:00:02) now: its owners keep their VFs there',
        fix: expect.any(String),
      },
    ]);
  });

  test('is an error where names and cards may have changed places', () => {
    const lock = lockOf({ 'rack1/a': { permanentMac: MAC }, 'rack1/b': { permanentMac: MAC2 } }, { vm: on('rack1/a') });
    const pfs = [runPf('rack1/a', { permanentMac: MAC2 }), runPf('rack1/b', { permanentMac: MAC })];
    expect(judgeIdentities(pfs, lock)).toEqual([
      {
        ruleId: 'LOCK-013',
        severity: 'error',
        constructPath: 'rack1/a',
        host: 'kvm01',
        message:
          'the PF was a PF of kvm01 (MAC 3c:fd:fe:00:00:01) by the lock file and is a PF of kvm01 (MAC 3c:fd:fe:00:00:02) now; the former is rack1/b now, the latter was rack1/b: whether the names or the cards changed cannot be told',
        fix: 'If the constructs were renamed, rename them in the lock file too with `sriov lock mv OLD NEW`; if the cards changed places, accept LOCK-013 on rack1/a',
      },
    ]);
  });

  test.each<[string, readonly RunPf[], LockFile, RegExp]>([
    [
      'the former card is elsewhere',
      [runPf('rack1/a', { permanentMac: MAC2 }), runPf('rack1/c', { permanentMac: MAC })],
      lockOf({ 'rack1/a': { permanentMac: MAC } }, { vm: on('rack1/a') }),
      / now; the former is rack1\/c now: whether/,
    ],
    [
      'the card that is there now was elsewhere',
      [runPf('rack1/a', { permanentMac: MAC2 })],
      lockOf({ 'rack1/z': { permanentMac: MAC2 }, 'rack1/a': { permanentMac: MAC } }, { vm: on('rack1/a') }),
      / now; the latter was rack1\/z: whether/,
    ],
    [
      'one card is at the address where the other one was',
      [runPf('rack1/a', { address: '0000:3b:00.1' }), runPf('rack1/c', { address: '0000:3b:00.0' })],
      lockOf({ 'rack1/a': { address: '0000:3b:00.0' } }, { vm: on('rack1/a') }),
      / now; the former is rack1\/c now: whether/,
    ],
  ])('is an error where %s', (_words, pfs, lock, says) => {
    const findings = judgeIdentities(pfs, lock);
    expect(findings.map(({ severity }) => severity)).toEqual(['error']);
    expect(findings[0]?.message).toMatch(says);
  });

  test('is nobody’s affair without owners, or where nothing tells the cards apart', () => {
    const pf = runPf('rack1/a', { permanentMac: MAC2 });
    expect(judgeIdentities([pf], lockOf({ 'rack1/a': { permanentMac: MAC } }))).toEqual([]);
    expect(judgeIdentities([pf], lockOf({ 'rack1/a': { permanentMac: MAC2 } }, { vm: on('rack1/a') }))).toEqual([]);
    expect(judgeIdentities([pf], lockOf({ 'rack1/a': {} }, { vm: on('rack1/a') }))).toEqual([]);
    expect(judgeIdentities([pf], { ...EMPTY_LOCK, attachments: { vm: on('rack1/a') } })).toEqual([]);
  });

  test('is warned of where another PF is only likely to be neither', () => {
    const lock = lockOf({ 'rack1/a': { permanentMac: MAC }, 'rack1/b': { permanentMac: MAC3 } }, { vm: on('rack1/a') });
    const pfs = [runPf('rack1/a', { permanentMac: MAC2 }), runPf('rack1/b', {})];
    expect(judgeIdentities(pfs, lock).map(({ severity }) => severity)).toEqual(['warning']);
  });
});

describe('the VM of an attachment that is not the one of the lock file', () => {
  const attachment = (path: string, vm: string, change: Partial<RunAttachment> = {}): RunAttachment => ({
    path,
    vm,
    pf: 'rack1/a',
    host: 'kvm01',
    ...change,
  });
  const judged = (attachments: readonly RunAttachment[], entries: Record<string, LockEntry>, read = entries) =>
    judgeVms(attachments, lockOf({}, entries), lockOf({}, read));

  test('has the VF that the other one had, which is said', () => {
    const entries = { 'p/n1': on('rack1/a', 3, { vm: 'old', mac: '02:00:00:00:00:01' }) };
    expect(judged([attachment('p/n1', 'new')], entries)).toEqual([
      {
        ruleId: 'LOCK-012',
        severity: 'warning',
        constructPath: 'p/n1',
        host: 'kvm01',
        message:
          'the lock file has VM old under this path, which is that of VM new now: it has VF 3 and the MAC that old had, whether that was renamed or replaced',
        found: 'new',
        fix: 'Nothing, if the VM was renamed; if new is another one, give it another attachmentId or run `sriov lock rm p/n1`',
      },
    ]);
    const withoutMac = { 'p/n1': on('rack1/a', 3, { vm: 'old' }) };
    expect(judged([attachment('p/n1', 'new')], withoutMac)[0]?.message).toMatch(/it has VF 3 that old had/);
  });

  test.each<[string, RunAttachment, Record<string, LockEntry>, Record<string, LockEntry>]>([
    [
      'it is the same',
      attachment('p/n1', 'old'),
      { 'p/n1': on('rack1/a', 3, { vm: 'old' }) },
      { 'p/n1': on('rack1/a', 3, { vm: 'old' }) },
    ],
    ['it has none', attachment('p/n1', 'new'), {}, {}],
    [
      'the file has no name of it',
      attachment('p/n1', 'new'),
      { 'p/n1': on('rack1/a', 3) },
      { 'p/n1': on('rack1/a', 3) },
    ],
    ['the file that was read had none', attachment('p/n1', 'new'), { 'p/n1': on('rack1/a', 3, { vm: 'old' }) }, {}],
    [
      'it is on another PF now',
      attachment('p/n1', 'new', { pf: 'rack1/b' }),
      { 'p/n1': on('rack1/a', 3, { vm: 'old' }) },
      { 'p/n1': on('rack1/a', 3, { vm: 'old' }) },
    ],
    [
      'a token stands for it',
      attachment('p/n1', 'n1', { isVmToken: true }),
      { 'p/n1': on('rack1/a', 3, { vm: 'old' }) },
      { 'p/n1': on('rack1/a', 3, { vm: 'old' }) },
    ],
  ])('is not said where %s', (_words, it, entries, read) => {
    expect(judged([it], entries, read)).toEqual([]);
  });

  test('is an error where the two changed places', () => {
    const entries = { 'p/n1': on('rack1/a', 1, { vm: 'x' }), 'p/n2': on('rack1/a', 2, { vm: 'y' }) };
    const findings = judged([attachment('p/n1', 'y'), attachment('p/n2', 'x')], entries);
    expect(findings).toEqual([
      {
        ruleId: 'LOCK-012',
        severity: 'error',
        constructPath: 'p/n1',
        host: 'kvm01',
        message: 'the lock file has VM x under this path, which is at p/n2 now, and the path is that of VM y',
        found: 'y',
        fix: 'Rename the entries with `sriov lock mv`, one of them to a name between, or leave the ids with their VMs',
      },
      expect.objectContaining({ constructPath: 'p/n2', found: 'x' }),
    ]);
    const apart = judged([attachment('p/n1', 'y'), attachment('p/n2', 'x', { pf: 'rack1/b' })], entries);
    expect(apart.map(({ severity, constructPath }) => `${severity} ${constructPath}`)).toEqual(['warning p/n1']);
  });
});

describe('owners whose PF is gone, on a PF that the lock file does not know', () => {
  const attachment = (path: string, pf = 'rack1/new'): RunAttachment => ({ path, vm: path, pf, host: 'kvm01' });
  const judged = (attachments: readonly RunAttachment[], pfs: readonly RunPf[], lock: LockFile) =>
    judgeUnexplained(attachments, pfs, lock, lock);
  const gone = (record?: Partial<LockedPf>) =>
    lockOf(record === undefined ? {} : { 'rack1/old': record }, {
      x: on('rack1/old'),
      y: on('rack1/old', 1),
      z: on('rack1/old', 2),
    });

  test('are an error: one finding for the PF', () => {
    const lock = gone({ address: '0000:3b:00.1' });
    expect(
      judged(
        ['x', 'y', 'z'].map((path) => attachment(path)),
        [runPf('rack1/new', {})],
        lock,
      ),
    ).toEqual([
      {
        ruleId: 'LOCK-012',
        severity: 'error',
        constructPath: 'rack1/new',
        host: 'kvm01',
        message:
          'x and 2 more had VFs of rack1/old, 0000:3b:00.1 of kvm01, which is gone: whether it is this PF cannot be told',
        fix: 'If it is, set movedFrom of the PF to rack1/old; if the VMs are to go to another card, run `sriov lock rm rack1/old`',
      },
    ]);
    expect(short(judged([attachment('x')], [runPf('rack1/new', {})], gone()))).toEqual([
      'rack1/new: x had VFs of rack1/old, which is gone: whether it is this PF cannot be told',
    ]);
  });

  test.each<[string, readonly RunAttachment[], readonly RunPf[], LockFile]>([
    ['they are new', [attachment('w')], [runPf('rack1/new', {})], gone()],
    ['their PF is still there', [attachment('x')], [runPf('rack1/new', {}), runPf('rack1/old', {})], gone()],
    [
      'the PF is known by the lock file',
      [attachment('x')],
      [runPf('rack1/new', { permanentMac: MAC })],
      lockOf({ 'rack1/new': { permanentMac: MAC } }, { x: on('rack1/old') }),
    ],
    [
      'the PF is known to be another card',
      [attachment('x')],
      [runPf('rack1/new', { permanentMac: MAC })],
      gone({ permanentMac: MAC2 }),
    ],
  ])('are not spoken of where %s', (_words, attachments, pfs, lock) => {
    expect(judged(attachments, pfs, lock)).toEqual([]);
  });

  test('are spoken of where only the address differs: the card may have been put there', () => {
    const lock = gone({ address: '0000:3b:00.1' });
    expect(judged([attachment('x')], [runPf('rack1/new', { address: '0000:3b:00.0' })], lock)).toHaveLength(1);
  });
});

describe('PFs that are no longer declared', () => {
  const pfs = [runPf('rack1/kvm01/a', {})];
  const scope = { stacks: ['rack1', 'rack2'], app: undefined };

  test('are told host by host, with their owners and how to take their VFs down', () => {
    const lock = lockOf(
      {
        'rack1/kvm01/p2': { address: '0000:3b:00.1' },
        'rack1/kvm01/p1': { address: '0000:3b:00.0' },
        'rack2/kvm10/q': { host: 'kvm10' },
        'rack1/kvm9/q': { host: 'kvm9', address: '0000:5e:00.0' },
      },
      { x: on('rack1/kvm01/p1'), y: on('rack1/kvm01/p2'), z: on('rack2/kvm10/q'), other: on('rack1/kvm01/a') },
    );
    const gone = ['rack2/kvm10/q', 'rack1/kvm01/p2', 'rack1/kvm01/p1', 'rack1/kvm9/q'];
    expect(judgeGone(gone, pfs, lock, scope)).toEqual([
      {
        ruleId: 'LOCK-009',
        severity: 'warning',
        constructPath: 'rack1',
        message:
          '0000:3b:00.0, 0000:3b:00.1 of kvm01 is no longer declared; 2 attachments had VFs there, and its VFs stay on the host as they are',
        found: 'rack1/kvm01/p1, rack1/kvm01/p2',
        fix: 'To take them down, run `sriov decommission` with the plan of a synth that still has them, or with an inventory of the host, --host rack1/kvm01 and --pf for each of them; or leave them to whatever manages the host now',
      },
      expect.objectContaining({
        constructPath: 'rack1',
        message:
          'kvm9 (0000:5e:00.0) is no longer declared; 0 attachments had VFs there, and its VFs stay on the host as they are',
      }),
      expect.objectContaining({
        constructPath: 'rack2',
        message:
          'kvm10 (rack2/kvm10/q) is no longer declared; 1 attachment had a VF there, and its VFs stay on the host as they are',
      }),
    ]);
  });

  test('are told by their paths where the lock file does not say what they are', () => {
    expect(short(judgeGone(['old/p'], pfs, EMPTY_LOCK, scope))).toEqual([
      'old/p: old/p (old/p) is no longer declared; 0 attachments had VFs there, and its VFs stay on the host as they are',
    ]);
  });
});

describe('stacks of this app that the run does not have', () => {
  const attachments = { 'rack9/x': on('rack9/a'), y: on('rack9/a', 1), 'rack9/z': on('net/b'), w: on('net/b', 1) };
  const apps = { rack9: 'shop', rack8: 'billing', rack1: 'shop' };

  test('are told with what the lock file keeps of them', () => {
    const lock = lockOf({ 'rack9/a': {}, 'rack9/c': {}, 'net/b': {} }, attachments, { apps });
    expect(judgeGoneStacks(lock, { stacks: ['rack1'], app: 'shop' })).toEqual([
      {
        ruleId: 'LOCK-009',
        severity: 'warning',
        constructPath: 'rack9',
        message:
          'the stack rack9 of the app shop is not in this run: the lock file keeps 2 PFs and 3 owners of it, and its VFs stay on their hosts as they are',
        found: 'rack9',
        fix: 'If it is gone for good, take its VFs down with `sriov decommission` and the plan of a synth that still has it, then run `sriov lock rm rack9`; if it was renamed, run `sriov lock mv rack9 NEW`',
      },
    ]);
  });

  test.each<[string, LockFile, string[]]>([
    ['one PF and one owner', lockOf({ 'rack9/a': {} }, { x: on('rack9/a') }, { apps }), ['1 PF and 1 owner']],
    ['no PF and one owner', { ...EMPTY_LOCK, apps, attachments: { x: on('rack9/a') } }, ['0 PFs and 1 owner']],
    ['a PF without owners', lockOf({ 'rack9/a': {} }, {}, { apps }), ['1 PF and 0 owners']],
    ['nothing', lockOf({}, {}, { apps }), []],
  ])('have %s', (_words, lock, kept) => {
    const said = judgeGoneStacks(lock, { stacks: ['rack1'], app: 'shop' });
    expect(said.map(({ message }) => /keeps (.*) of it/.exec(message)?.[1])).toEqual(kept);
    expect(judgeGoneStacks(lock, { stacks: ['rack1'], app: undefined })).toEqual([]);
  });
});
