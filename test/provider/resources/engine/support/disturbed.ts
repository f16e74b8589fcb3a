import { once } from 'node:events';
import { readFileSync, readdirSync } from 'node:fs';
import { setTimeout as sleep } from 'node:timers/promises';
import { onOneLine } from '../../../engine/engine-folder';
import type { HostsFolder } from './hosts-folder';

/** The link of a host takes longer to come (2 s of the model, so often) than an interrupt takes to the provider on a busy machine. */
const PACE = '4';

/** An engine at work on a slow host, for a test to disturb. */
export class Disturbed {
  private output = '';
  private readonly child;
  private readonly ended: Promise<unknown[]>;

  public constructor(
    private readonly at: HostsFolder,
    ...args: readonly string[]
  ) {
    at.env = { SRIOV_VIRTUAL_PACE: PACE };
    this.child = at.start(...args);
    at.env = {};
    for (const stream of [this.child.stdout, this.child.stderr]) {
      stream.on('data', (data) => (this.output += String(data)));
    }
    this.ended = once(this.child, 'exit');
  }

  /** All that it printed, on one line. */
  public get text(): string {
    return onOneLine(this.output);
  }

  /** The host carries a run out. */
  public async whenAtWork(): Promise<void> {
    await until(() => {
      if (!this.at.hasHost()) return false;
      const { lock, lastRun } = this.at.host();
      return lock !== null && lastRun?.states.some(({ state }) => state === 'started') === true;
    });
  }

  public async whenSaid(words: string): Promise<void> {
    await until(() => this.text.includes(words));
  }

  /** Ctrl-C: the terminal sends it to the engine and to its providers. */
  public interrupt(): void {
    process.kill(-this.pid, 'SIGINT');
  }

  /** It stays at work for as long as others take. */
  public pause(): void {
    process.kill(-this.pid, 'SIGSTOP');
  }

  public goOn(): void {
    process.kill(-this.pid, 'SIGCONT');
  }

  public killEngine(): void {
    this.child.kill('SIGKILL');
  }

  public killProvider(): void {
    for (const pid of this.children) process.kill(pid, 'SIGKILL');
  }

  /** @returns exit code, or null with the signal that ended it */
  public async end(): Promise<unknown> {
    const [code] = await this.ended;
    return code;
  }

  /** Neither the engine nor a provider of it is left. */
  public async whenAllAreGone(): Promise<void> {
    await until(() => !isThere(-this.pid));
  }

  public remove(): void {
    if (isThere(-this.pid)) process.kill(-this.pid, 'SIGKILL');
  }

  private get pid(): number {
    return this.child.pid as number;
  }

  private get children(): number[] {
    const tasks = `/proc/${this.pid}/task`;
    return readdirSync(tasks).flatMap((task) =>
      readFileSync(`${tasks}/${task}/children`, 'utf8').split(' ').filter(Boolean).map(Number),
    );
  }
}

const LIMIT_MS = 40_000;

async function until(holds: () => boolean): Promise<void> {
  for (const end = Date.now() + LIMIT_MS; !holds(); await sleep(20)) {
    if (Date.now() > end) throw new Error(`waited ${LIMIT_MS} ms for ${holds}`);
  }
}

function isThere(pid: number): boolean {
  try {
    process.kill(pid, 0);
    return true;
  } catch {
    return false;
  }
}
