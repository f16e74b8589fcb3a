import { mkdtempSync, readFileSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { OUT_FOLDER } from '../../lib/host/out-folder';
import { writeSynthRecord } from '../../lib/host/synth-record';
import { fleetOf } from '../report/page/fleet';
import { writeOutFolder } from './out-folders';
import { sriov } from './sriov';

let folder: string;
beforeEach(() => {
  folder = mkdtempSync(join(tmpdir(), 'sriov-diff-'));
});
afterEach(() => rmSync(folder, { recursive: true, force: true }));

const out = (name: string, vmsPerPort: number) => writeOutFolder(join(folder, name), fleetOf({ hosts: 1, vmsPerPort }));

describe('sriov diff', () => {
  test('says that nothing differs, with exit code 0', async () => {
    const [base, head] = [out('base', 2), out('head', 2)];
    expect(await sriov('diff', base, head)).toEqual({ exitCode: 0, stdout: 'no changes\n', stderr: '' });
    expect(await sriov('diff', base, base)).toMatchObject({ exitCode: 0 });
  });

  test('says what differs in each form, with exit code 1', async () => {
    const [base, head] = [out('base', 2), out('head', 3)];
    const text = await sriov('diff', base, head);
    expect(text).toMatchObject({ exitCode: 1, stderr: '' });
    expect(text.stdout).toMatch(/^1 host changed, 2 attachments added, [^]*\n~ kvm1 \[rack1\/kvm1\]: changed\n/);
    const json = await sriov('diff', base, head, '--json');
    expect(json.exitCode).toBe(1);
    expect(JSON.parse(json.stdout)).toMatchObject({
      diffVersion: 1,
      differs: true,
      overview: { attachments: { added: 2, removed: 0, changed: 0 } },
      hosts: [{ path: 'rack1/kvm1', change: 'changed' }],
    });
    expect((await sriov('diff', base, head, '--format', 'json')).stdout).toBe(json.stdout);
    const markdown = await sriov('diff', base, head, '--format', 'markdown');
    expect(markdown).toMatchObject({ exitCode: 1, stdout: expect.stringMatching(/^### SR-IOV: what changes\n/) });
  });

  test('documents its exit codes', async () => {
    expect((await sriov('diff', '--help')).stdout).toContain(
      'Exit codes: 0 nothing differs, 1 something differs, 2 misuse or failure.',
    );
  });

  test.each<[what: string, args: (base: string) => readonly string[], says: RegExp]>([
    ['a folder that is not there', (base) => [base, join(folder, 'none')], /none\] there is no such file or folder/],
    ['a base that is not there', (base) => [join(folder, 'none'), base], /none\] there is no such file or folder/],
    ['a folder of something else', (base) => [base, folder], /holds no result of this library/],
    ['no second folder', (base) => [base], /missing required argument 'head'/],
    ['two forms at once', (base) => [base, base, '--json', '--format', 'text'], /cannot be used with/],
    [
      'a file',
      (base) => [base, join(base, OUT_FOLDER.findings)],
      /sriov-findings\.json\] this is a file.*Name the out folder/,
    ],
  ])('ends with exit code 2 for %s', async (_what, args, says) => {
    const { exitCode, stdout, stderr } = await sriov('diff', ...args(out('base', 1)));
    expect({ exitCode, stdout }).toEqual({ exitCode: 2, stdout: '' });
    expect(stderr).toMatch(says);
    expect(stderr).not.toMatch(/defect|\n +at /);
  });

  test('refuses a folder of an older version', async () => {
    const [base, older] = [out('base', 1), out('older', 1)];
    rmSync(join(older, OUT_FOLDER.hosts, OUT_FOLDER.attachments));
    writeSynthRecord(older, []);
    const refused = await sriov('diff', older, base);
    expect(refused.exitCode).toBe(2);
    expect(refused.stderr).toMatch(/older\] it does not say whose the VFs of rack1\/kvm1 are.*Run "sriov synth" again/);
    rmSync(join(older, OUT_FOLDER.hosts, OUT_FOLDER.plans));
    writeSynthRecord(older, []);
    expect((await sriov('diff', base, older)).stderr).toMatch(/an older version wrote it.*Run "sriov synth" again/);
  });

  test('refuses a plan file in place of a folder', async () => {
    const base = out('base', 1);
    const { exitCode, stderr } = await sriov('diff', base, planFile(base));
    expect(exitCode).toBe(2);
    expect(stderr).toMatch(/plan\.json\] this is a file.*Name the out folder of a synth/);
  });
});

/** The plan of the one host, in a file of its own. */
function planFile(base: string): string {
  const file = join(folder, 'plan.json');
  const plans = JSON.parse(readFileSync(join(base, OUT_FOLDER.hosts, OUT_FOLDER.plans), 'utf8')) as object;
  writeFileSync(file, JSON.stringify(Object.values(plans)[0]));
  return file;
}
