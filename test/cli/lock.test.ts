import { mkdtempSync, readFileSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import type { LockFile } from '../../lib/model/lock';
import { serializeLockFile } from '../../lib/lock/serialize';
import { execFileSync } from '../support/child';
import { sriov } from './sriov';

let folder: string;
let file: string;

const PF = 'rack1/kvm01/uplink';
const POOL = `${PF}/vms`;
const LOCK: LockFile = {
  lockVersion: 2,
  macSeed: 'blue',
  physicalFunctions: { [PF]: { host: 'kvm01', address: '0000:3b:00.0' } },
  pools: { [POOL]: { physicalFunction: PF, vfs: '0-3' } },
  attachments: {
    [`${POOL}/db`]: { physicalFunction: PF, vf: 1, mac: '02:00:00:00:00:02' },
    [`${POOL}/web`]: { physicalFunction: PF, vf: 0, mac: '02:00:00:00:00:01' },
  },
};

beforeEach(() => {
  folder = mkdtempSync(join(tmpdir(), 'sriov-lock-'));
  file = join(folder, 'sriov.lock.json');
  writeFileSync(file, serializeLockFile(LOCK));
});
afterEach(() => rmSync(folder, { recursive: true, force: true }));

const lock = (...args: string[]) => sriov('lock', ...args, '--lock-file', file);
const written = (): LockFile => JSON.parse(readFileSync(file, 'utf8'));

describe('sriov lock mv', () => {
  test('renames a host with its PFs, pools and attachments, and no VF or MAC changes', async () => {
    const { exitCode, stdout } = await lock('mv', 'rack1/kvm01', 'rack1/node1');
    expect(exitCode).toBe(0);
    expect(stdout).toMatch(/^renamed rack1\/kvm01\/uplink\/vms\/db to rack1\/node1\/uplink\/vms\/db: VF 1 /);
    expect(stdout).toMatch(/lock: 0 added, 0 moved, 0 dropped, 2 renamed\n$/);
    expect(readFileSync(file, 'utf8')).toBe(serializeLockFile(LOCK).replaceAll('rack1/kvm01', 'rack1/node1'));
  });

  test('keeps the name of the VM when an attachment is renamed', async () => {
    await lock('mv', `${POOL}/web`, `${POOL}/nic0`);
    expect(written().attachments[`${POOL}/nic0`]).toEqual({ ...LOCK.attachments[`${POOL}/web`], vm: 'web' });
  });

  test.each([
    ['what is not there', ['mv', 'rack9', 'rack1'], /has nothing under rack9/],
    ['the beginning of a name', ['mv', 'rack1/kvm0', 'rack1/kvm9'], /has nothing under rack1\/kvm0/],
    ['a path that another one has', ['mv', `${POOL}/web`, `${POOL}/db`], /has rack1\/kvm01\/uplink\/vms\/db already/],
    ['a path with a line break', ['mv', 'rack1', 'rack\n2'], /the new path holds a control character/],
    ['everything', ['rm', ''], /nothing under an empty path/],
  ])('refuses %s and leaves the file', async (_words, args, says) => {
    const { exitCode, stderr } = await lock(...args);
    expect(exitCode).toBe(2);
    expect(stderr).toMatch(says);
    expect(written()).toEqual(LOCK);
  });

  test('refuses a file with the marks of a merge conflict, and says what to do', async () => {
    writeFileSync(file, `{\n<<<<<<< ours\n${serializeLockFile(LOCK)}`);
    const { exitCode, stderr } = await lock('mv', 'rack1', 'rack2');
    expect(exitCode).toBe(2);
    expect(stderr).toMatch(/marks of a merge conflict.*Resolve the conflict: keep the entries of both sides/);
  });
});

test('sriov lock rm drops a PF with its pools and owners', async () => {
  const { exitCode, stdout } = await lock('rm', PF);
  expect(exitCode).toBe(0);
  expect(stdout).toMatch(/dropped rack1\/kvm01\/uplink\/vms\/web: VF 0 of rack1\/kvm01\/uplink, 02:00:00:00:00:01/);
  expect(written()).toEqual({ lockVersion: 2, macSeed: 'blue', attachments: {} });
});

describe('sriov lock diff', () => {
  const git = (...args: string[]) =>
    execFileSync('git', ['-C', folder, '-c', 'user.name=t', '-c', 'user.email=t@example.com', ...args], {
      stdio: 'pipe',
    });

  test('tells who was added, moved and dropped since a revision, and exits with 1', async () => {
    git('init', '-q');
    git('add', '.');
    git('commit', '-qm', 'first');
    expect(await lock('diff')).toMatchObject({ exitCode: 0, stdout: 'lock: no owner differs from HEAD\n' });
    const { [`${POOL}/db`]: db, [`${POOL}/web`]: web } = LOCK.attachments;
    const attachments = {
      [`${POOL}/web`]: { ...web, vf: 3 },
      [`${POOL}/mail`]: { ...db, vf: 2 },
    } as LockFile['attachments'];
    writeFileSync(file, serializeLockFile({ ...LOCK, attachments }));
    const { exitCode, stdout } = await lock('diff', 'HEAD');
    expect(exitCode).toBe(1);
    expect(stdout.split('\n')).toEqual([
      `dropped ${POOL}/db: VF 1 of ${PF}, 02:00:00:00:00:02`,
      `added ${POOL}/mail: VF 2 of ${PF}, 02:00:00:00:00:02`,
      `moved ${POOL}/web: from VF 0 of ${PF} to VF 3 of ${PF}, 02:00:00:00:00:01`,
      'lock: 1 added, 1 moved, 1 dropped',
      '',
    ]);
    expect(JSON.parse((await lock('diff', '--json')).stdout)).toHaveLength(3);
  });

  test.each([
    ['an unknown revision', 'nowhere', /git knows no such revision/],
    ['an option of git', '--output=x', /unknown option|no such revision/],
  ])('refuses %s', async (_words, revision, says) => {
    git('init', '-q');
    const { exitCode, stderr } = await lock('diff', revision);
    expect(exitCode).toBe(2);
    expect(stderr).toMatch(says);
  });

  test('says so outside of a repository', async () => {
    const { exitCode, stderr } = await lock('diff');
    expect(exitCode).toBe(2);
    expect(stderr).toMatch(/it is in no git repository/);
  });
});
