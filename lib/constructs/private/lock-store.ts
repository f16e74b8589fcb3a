import { existsSync } from 'node:fs';
import { dirname, join, resolve } from 'node:path';
import type { IConstruct } from 'constructs';
import { readTextFile, writeFileAtomic } from '../../host/files';
import { InputError } from '../../model/errors';
import type { Finding } from '../../model/finding';
import { EMPTY_LOCK, type LockFile } from '../../model/lock';
import {
  LOCK_FILE_NAME,
  lockFileUnusable,
  type ParsedLock,
  parseLockFile,
  serializeLockFile,
} from '../../model/lock-file';
import type { SriovOptions } from '../sriov';

/** Reads and writes the lock file of an app. */
export class LockStore {
  private options: SriovOptions = {};
  private parsed?: ParsedLock;

  public constructor(private readonly root: IConstruct) {}

  public configure(options: SriovOptions): void {
    this.options = { ...this.options, ...options };
    this.parsed = undefined;
  }

  public get file(): string {
    return resolve(
      this.options.lockFile ??
        process.env.SRIOV_LOCK_FILE ??
        this.root.node.tryGetContext('sriovLockFile') ??
        defaultFile(),
    );
  }

  public get frozen(): boolean {
    return this.options.frozenLock ?? ['1', 'true'].includes(process.env.SRIOV_FROZEN_LOCK ?? '');
  }

  public get findings(): readonly Finding[] {
    return this.load().findings;
  }

  /** The lock file; what of it cannot be used is missing, and a finding. */
  public read(): LockFile {
    return this.load().lock;
  }

  /**
   * Writes the lock file when it differs. A frozen one is left alone, and so is one that could not be read.
   *
   * @returns what keeps it from being written
   */
  public write(next: LockFile): readonly Finding[] {
    if (this.frozen || this.findings.some((finding) => finding.severity === 'fatal')) return [];
    const text = serializeLockFile(next);
    if (text === serializeLockFile(this.read()) && (existsSync(this.file) || isEmpty(next))) return [];
    const findings = unlessPossible(() => writeFileAtomic(this.file, text));
    if (findings.length === 0) this.parsed = { lock: next, findings };
    return findings;
  }

  private load(): ParsedLock {
    this.parsed ??= this.parse();
    return this.parsed;
  }

  private parse(): ParsedLock {
    const { file } = this;
    let parsed: ParsedLock = { lock: EMPTY_LOCK, findings: [] };
    if (!existsSync(file)) return parsed;
    const findings = unlessPossible(() => {
      parsed = parseLockFile(readTextFile(file), file);
    });
    return findings.length === 0 ? parsed : { lock: EMPTY_LOCK, findings };
  }
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

function isEmpty(lock: LockFile): boolean {
  return Object.keys(lock.attachments).length === 0;
}

/** Beside the nearest `cdktf.json` at or above the working directory, else in the working directory. */
function defaultFile(): string {
  for (let folder = process.cwd(); ; folder = dirname(folder)) {
    if (existsSync(join(folder, 'cdktf.json'))) return join(folder, LOCK_FILE_NAME);
    if (folder === dirname(folder)) return join(process.cwd(), LOCK_FILE_NAME);
  }
}
