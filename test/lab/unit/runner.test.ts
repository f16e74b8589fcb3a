import { mkdtempSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { basename, join } from 'node:path';
import { spawnSync } from '../../support/child';

const ROOT = join(__dirname, '..', '..', '..');
const LIMIT_MS = 120_000;

interface Report {
  readonly success: boolean;
  readonly testResults: readonly {
    readonly name: string;
    readonly status: string;
    readonly message: string;
    readonly assertionResults: readonly { readonly title: string; readonly status: string }[];
  }[];
}

describe('the runner of the lab, by jest, with processes in place of hosts', () => {
  let folder: string;
  beforeAll(() => {
    folder = mkdtempSync(join(tmpdir(), 'lab-runner-'));
    writeFileSync(join(folder, 'host_ed25519.pub'), 'ssh-ed25519 AAAA fake\n');
  });
  afterAll(() => rmSync(folder, { recursive: true }));

  /** Runs fixtures as suite files; how each ended, and what was printed. */
  function run(...fixtures: string[]) {
    const config = {
      rootDir: ROOT,
      testMatch: fixtures.map((name) => `<rootDir>/test/lab/unit/runner/${name}.fixture.ts`),
      transform: { '^.+\\.ts$': ['ts-jest', { tsconfig: 'tsconfig.jest.json', diagnostics: false }] },
      modulePathIgnorePatterns: ['<rootDir>/.cache', '<rootDir>/.stage', '<rootDir>/build'],
      runner: '<rootDir>/test/lab/unit/runner/fake-runner.ts',
    };
    const env = { ...process.env, FAKE_HOSTS: folder, SRIOV_LAB_IMAGE: folder };
    // This run is not the one that is watched and counted.
    for (const name of ['SRIOV_LAB_RECORD', 'SRIOV_WATCH_FOLDER', 'JEST_WORKER_ID']) Reflect.deleteProperty(env, name);
    const jest = join(ROOT, 'node_modules', 'jest', 'bin', 'jest.js');
    const args = [jest, '--config', JSON.stringify(config), '--json', '--maxWorkers=1'];
    const { stdout, stderr, status } = spawnSync(process.execPath, args, { cwd: ROOT, env, encoding: 'utf8' });
    const report = JSON.parse(stdout) as Report;
    const ends = report.testResults.map(({ name, status: end, message, assertionResults }) => ({
      suite: basename(name).split('.')[0],
      end,
      message,
      tests: assertionResults.map((result) => result.status).join(' '),
    }));
    return { ends: ends.sort((a, b) => (a.suite ?? '').localeCompare(b.suite ?? '')), said: stderr, status };
  }

  let done: ReturnType<typeof run>;
  beforeAll(() => {
    done = run('dies', 'dies-too', 'fails', 'fails-first');
  }, LIMIT_MS);

  test('runs a suite file once more whose host died of its emulation, and says what is discarded', () => {
    expect(done.ends).toEqual(
      expect.arrayContaining([
        expect.objectContaining({ suite: 'dies', end: 'passed', tests: 'passed passed' }),
        expect.objectContaining({ suite: 'dies-too', end: 'passed', tests: 'passed passed' }),
      ]),
    );
    expect(done.said).toContain('dies.fixture.ts is run once more on a fresh host');
    expect(done.said).toMatch(/QEMU ended by SIGABRT \*\*\*\ndiscarded: 1 passed, 1 failed/);
  });

  test('repeats no failed assertion, also where the host died after it', () => {
    expect(done.ends).toEqual(
      expect.arrayContaining([
        expect.objectContaining({ suite: 'fails', end: 'failed', tests: 'failed' }),
        expect.objectContaining({ suite: 'fails-first', end: 'failed', tests: 'failed failed' }),
      ]),
    );
    expect(done.said).toMatch(/fails-first\.fixture\.ts: the emulation of a host died: QEMU ended by SIGABRT/);
  });

  test('fails a run whose hosts died too often, in words', () => {
    expect(done.said).toContain('emulated hosts: boots 0, boot retries 0, suite restarts 2, resets');
    expect(done.ends).toContainEqual(
      expect.objectContaining({
        suite: 'record',
        end: 'failed',
        message: expect.stringMatching(/needed 2 retries in 0 boots .*more than one in 10/),
      }),
    );
    expect(done.status).toBe(1);
  });
});
