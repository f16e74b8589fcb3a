import { mkdtempSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join, relative } from 'node:path';
import TestRunner, {
  type Config,
  EmittingTestRunner,
  type Test,
  type TestEvents,
  type TestRunnerContext,
  type TestWatcher,
} from 'jest-runner';
import { bootMachine } from './pool/machine';
import { Pool, type PoolOptions } from './pool/pool';
import { POOL_SOCKET } from './pool/protocol';
import { whyRestart } from './pool/restarts';
import { PoolServer } from './pool/server';
import { beginRecord, describeCounts, readRecord, recordEvent, tooManyRetries } from './record';

/** Each takes 0.6 GiB, the one with libvirt twice that. */
const MOST_HOSTS = 7;

type Listener<Name extends keyof TestEvents> = (data: TestEvents[Name]) => void | Promise<void>;
type Result = TestEvents['test-file-success'][1];

/**
 * Runs suites as jest does, in workers, with a pool of emulated hosts that lives as long as they do. A suite file whose
 * host died of its emulation is run once more, at the end; at the very end it says what the hosts went through.
 */
export default class LabRunner extends EmittingTestRunner {
  private readonly inner: TestRunner;
  private readonly listeners: { [Name in keyof TestEvents]?: Listener<Name>[] } = {};
  private readonly failedAt = new Map<string, number[]>();
  /** What is to be run once more, with the results that are discarded then. */
  private readonly again = new Map<Test, Result>();
  private isSecondRun = false;
  private readonly pool: Pool;

  /** @param boot what boots a host; by default an emulated one */
  public constructor(
    globalConfig: Config.GlobalConfig,
    context: TestRunnerContext,
    boot: PoolOptions['boot'] = bootMachine,
  ) {
    super(globalConfig, context);
    this.pool = new Pool({ boot, record: recordEvent, mostAtOnce: MOST_HOSTS });
    this.inner = new TestRunner(globalConfig, context);
    this.inner.on('test-file-start', (data) => this.emit('test-file-start', data));
    this.inner.on('test-case-start', (data) => this.emit('test-case-start', data));
    this.inner.on('test-case-result', async (data) => {
      const [path, { status }] = data;
      if (status === 'failed') this.failedAt.set(path, [...(this.failedAt.get(path) ?? []), Date.now()]);
      await this.emit('test-case-result', data);
    });
    this.inner.on('test-file-failure', (data) => {
      this.again.delete(data[0]);
      return this.emit('test-file-failure', data);
    });
    this.inner.on('test-file-success', ([test, result]) => this.finished(test, result));
  }

  public on<Name extends keyof TestEvents>(name: Name, listener: Listener<Name>): () => void {
    const list: Listener<Name>[] = (this.listeners[name] ??= []);
    list.push(listener);
    return () => void list.splice(list.indexOf(listener), 1);
  }

  public async runTests(tests: Test[], watcher: TestWatcher): Promise<void> {
    const folder = mkdtempSync(join(tmpdir(), 'sriov-lab-record-'));
    const record = process.env.SRIOV_LAB_RECORD ?? join(folder, 'record');
    beginRecord(record);
    const server = await PoolServer.start(this.pool);
    process.env[POOL_SOCKET] = server.path;
    // In workers even where there is one suite: this process must see when a host dies.
    const options = { serial: false };
    try {
      await this.inner.runTests(tests, watcher, options);
      if (this.again.size > 0 && !watcher.isInterrupted()) {
        this.isSecondRun = true;
        await this.inner.runTests([...this.again.keys()], watcher, options);
      }
    } finally {
      for (const held of this.again) await this.emit('test-file-success', held);
      server.close();
      await this.say(tests, record);
      rmSync(folder, { recursive: true, force: true });
    }
  }

  /** Passes the results of a suite file on, or has it run once more, which says what is discarded. */
  private async finished(test: Test, result: Result): Promise<void> {
    const { path } = test;
    this.again.delete(test);
    const failedAt = this.failedAt.get(path) ?? [];
    const deaths = failedAt.length === 0 ? [] : await this.pool.deathsIn(path);
    const why = whyRestart({ failedAt, deaths, wasRestarted: this.isSecondRun });
    const suite = relative(test.context.config.rootDir, path);
    if (why === null) {
      for (const { how } of deaths) process.stderr.write(`\n${suite}: the emulation of a host died: ${how}\n`);
      return this.emit('test-file-success', [test, result]);
    }
    this.again.set(test, result);
    this.failedAt.delete(path);
    this.pool.forget(path);
    recordEvent({ event: 'restart', suite, why });
    process.stderr.write(
      `\n*** ${suite} is run once more on a fresh host, as the emulation of its host died: ${why} ***\n` +
        `discarded: ${result.numPassingTests} passed, ${result.numFailingTests} failed after that\n${result.failureMessage ?? ''}\n`,
    );
  }

  private async say(tests: readonly Test[], record: string): Promise<void> {
    const events = readRecord(record);
    if (events.length > 0) process.stderr.write(`\n${describeCounts(events)}\n`);
    const [test] = tests;
    const message = tooManyRetries(events);
    if (message === null || test === undefined) return;
    const budget = { ...test, path: join(test.context.config.rootDir, 'test', 'lab', 'record.ts') };
    await this.emit('test-file-failure', [budget, { code: undefined, message, stack: message, type: 'Error' }]);
  }

  private async emit<Name extends keyof TestEvents>(name: Name, data: TestEvents[Name]): Promise<void> {
    for (const listener of this.listeners[name] ?? []) await listener(data);
  }
}
