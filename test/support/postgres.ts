import { chownSync, mkdtempSync, readdirSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { setTimeout as sleep } from 'node:timers/promises';
import { execFileSync, spawn, spawnSync, UNLIMITED } from './child';

const INSTALLED = '/usr/lib/postgresql';
/** Debian's `nobody`: PostgreSQL does not run as root. */
const NOBODY = 65534;
const START_LIMIT_MS = 60_000;

/** A PostgreSQL of its own in a folder of its own, reached by a socket there alone. `pg_ctlcluster` is what to require. */
export class Postgres {
  private readonly folder = mkdtempSync(join(tmpdir(), 'postgres-'));
  private readonly as = process.getuid?.() === 0 ? { uid: NOBODY, gid: NOBODY } : {};
  private readonly server;

  public constructor() {
    if (process.getuid?.() === 0) chownSync(this.folder, NOBODY, NOBODY);
    const data = join(this.folder, 'data');
    const options = { ...this.as, cwd: this.folder, stdio: 'ignore' as const };
    execFileSync(program('initdb'), ['--no-sync', '--auth=trust', '--username=tester', '--pgdata', data], options);
    this.server = spawn(program('postgres'), ['-D', data, '-k', this.folder, '-h', '', '-F'], {
      ...options,
      ...UNLIMITED,
    });
  }

  /** For clients, once it answers. */
  public async address(): Promise<string> {
    for (const end = Date.now() + START_LIMIT_MS; ; await sleep(50)) {
      if (spawnSync(program('pg_isready'), ['--quiet', '--host', this.folder]).status === 0) break;
      if (Date.now() > end) throw new Error(`PostgreSQL does not answer within ${START_LIMIT_MS} ms`);
    }
    return `postgres://tester@/postgres?host=${this.folder}&sslmode=disable`;
  }

  public async remove(): Promise<void> {
    const ended = new Promise((resolve) => this.server.once('exit', resolve));
    // Does not wait for its clients.
    this.server.kill('SIGINT');
    await ended;
    rmSync(this.folder, { recursive: true, force: true });
  }
}

/** Debian keeps the programs of each release in a folder of its own, off the PATH. */
function program(name: string): string {
  const releases = readdirSync(INSTALLED).filter((release) => /^\d+$/.test(release));
  const newest = Math.max(...releases.map(Number));
  return join(INSTALLED, `${newest}`, 'bin', name);
}
