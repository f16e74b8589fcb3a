import { randomBytes } from 'node:crypto';
import { existsSync } from 'node:fs';
import { resolve } from 'node:path';
import type { IConstruct } from 'constructs';
import { isTestApp } from '../../engine/stack';
import { readTextFile, writeFileAtomic } from '../../host/files';
import { defaultLockFile } from '../../host/lock-place';
import { InputError } from '../../model/errors';
import type { Finding } from '../../model/finding';
import { EMPTY_LOCK, isEmptyLock, type LockFile, MAC_SEED } from '../../model/lock';
import { lockFileUnusable, type ParsedLock, parseLockFile } from '../../lock/parse';
import { serializeLockFile } from '../../lock/serialize';
import { compareLocks, missingSeed } from '../../resolve/compare-locks';
import { summaryOfChanges } from '../../resolve/lock-changes';
import type { SriovOptions } from '../sriov';

/** What became of a lock file that was to be written. */
export interface WrittenLock {
  /** What keeps it from being written. */
  readonly findings: readonly Finding[];
  /** What changed in it; null when nothing did. */
  readonly summary: string | null;
}

/** Set by test runners in the processes that run tests, and so in those that a test starts. */
const TEST_VARIABLES = ['JEST_WORKER_ID', 'VITEST_WORKER_ID', 'NODE_TEST_CONTEXT', 'PYTEST_CURRENT_TEST'];

/**
 * Reads and writes the lock file of an app. Under a test, where nobody says which file, there is none: the lock is kept
 * in memory, begins empty, and has no seed, so that snapshots are stable.
 */
export class LockStore {
  private options: SriovOptions = {};
  private parsed?: ParsedLock;
  private readonly madeSeed = randomBytes(8).toString('hex');

  public constructor(private readonly root: IConstruct) {}

  public configure(options: SriovOptions): void {
    if (options.macSeed !== undefined) checkSeed(options.macSeed, 'macSeed');
    this.options = { ...this.options, ...options };
    this.parsed = undefined;
  }

  /** Name of the app, where several share a lock file. */
  public get app(): string | undefined {
    return this.options.appName;
  }

  /** Path of the lock file; null while it is kept in memory. */
  public get file(): string | null {
    const stated: string | undefined =
      this.options.lockFile ?? process.env.SRIOV_LOCK_FILE ?? this.root.node.tryGetContext('sriovLockFile');
    if (stated !== undefined) return resolve(stated);
    return isUnderTest(this.root) ? null : defaultLockFile();
  }

  /** A lock in memory is nobody's promise, and never frozen. */
  public get frozen(): boolean {
    if (this.file === null) return false;
    return this.options.frozenLock ?? ['1', 'true'].includes(process.env.SRIOV_FROZEN_LOCK ?? '');
  }

  public get findings(): readonly Finding[] {
    return this.load().findings;
  }

  /** The lock file, with a seed; what of it cannot be used is missing, and a finding. */
  public read(): LockFile {
    const { lock } = this.load();
    const macSeed = this.statedSeed ?? lock.macSeed ?? (this.file === null || this.frozen ? undefined : this.madeSeed);
    return macSeed === lock.macSeed || macSeed === undefined ? lock : { ...lock, macSeed };
  }

  /** The lock file as it is now; what of it cannot be used is missing. */
  public get committed(): LockFile {
    return this.load().lock;
  }

  /** What a frozen lock file would have to say otherwise. */
  public stale(next: LockFile): readonly Finding[] {
    if (!this.frozen) return [];
    const { lock } = this.load();
    return lock.macSeed === undefined ? [missingSeed(), ...compareLocks(lock, next)] : compareLocks(lock, next);
  }

  /** Writes the lock file when it differs. A frozen one is left alone, and so is one that could not be read. */
  public write(next: LockFile): WrittenLock {
    const { file } = this;
    if (file === null) {
      this.parsed = { lock: next, findings: [] };
      return { findings: [], summary: null };
    }
    const summary = this.change(next);
    if (summary === null) return { findings: [], summary };
    const findings = unlessPossible(() => writeFileAtomic(file, serializeLockFile(next)));
    if (findings.length > 0) return { findings, summary: null };
    this.parsed = { lock: next, findings };
    return { findings, summary };
  }

  /** What `write` would change in the file, on one line; null where it would leave it as it is. */
  public change(next: LockFile): string | null {
    const { file } = this;
    const { lock, findings: unreadable } = this.load();
    if (file === null || this.frozen || unreadable.some(({ severity }) => severity === 'fatal')) return null;
    const isThere = existsSync(file);
    if (isThere ? serializeLockFile(next) === serializeLockFile(lock) : isEmptyLock(next)) return null;
    return summaryOfChanges(lock, next);
  }

  private get statedSeed(): string | undefined {
    if (this.options.macSeed !== undefined) return this.options.macSeed;
    const seed = process.env.SRIOV_MAC_SEED;
    if (seed === undefined || seed === '') return undefined;
    checkSeed(seed, 'SRIOV_MAC_SEED');
    return seed;
  }

  private load(): ParsedLock {
    this.parsed ??= this.parse();
    return this.parsed;
  }

  private parse(): ParsedLock {
    const { file } = this;
    let parsed: ParsedLock = { lock: EMPTY_LOCK, findings: [] };
    if (file === null || !existsSync(file)) return parsed;
    const findings = unlessPossible(() => {
      parsed = parseLockFile(readTextFile(file), file);
    });
    return findings.length === 0 ? parsed : { lock: EMPTY_LOCK, findings };
  }
}

function checkSeed(seed: string, where: string): void {
  if (MAC_SEED.test(seed)) return;
  throw new InputError(where, 'it is no seed', 'Give 1 to 64 letters, digits, dots, dashes and underscores');
}

function isUnderTest(root: IConstruct): boolean {
  return isTestApp(root) || TEST_VARIABLES.some((name) => process.env[name] !== undefined);
}

/** A file that cannot be read or written is a finding: the engine would hide all others behind an exception. */
function unlessPossible(work: () => void): readonly Finding[] {
  try {
    work();
    return [];
  } catch (error) {
    if (!(error instanceof InputError)) throw error;
    return [lockFileUnusable(error.where, `${error.where}: ${error.problem}`, error.fix)];
  }
}
