import { existsSync } from 'node:fs';
import { dirname, join, resolve } from 'node:path';
import type { IConstruct } from 'constructs';
import { readTextFile, writeFileAtomic } from '../../host/files';
import { InputError } from '../../model/errors';
import type { Finding } from '../../model/finding';
import { EMPTY_LOCK, type LockFile } from '../../model/lock';
import { parseLockFile, serializeLockFile } from '../../model/lock-file';
import { LOCK_001 } from '../../resolve/rules';
import type { SriovOptions } from '../sriov';

const FILE_NAME = 'sriov.lock.json';

/** Reads and writes the lock file of an app. */
export class LockStore {
  private options: SriovOptions = {};
  private lock?: LockFile;
  private problem?: Finding;

  public constructor(private readonly root: IConstruct) {}

  public configure(options: SriovOptions): void {
    this.options = { ...this.options, ...options };
    this.lock = undefined;
    this.problem = undefined;
  }

  public get file(): string {
    return resolve(this.options.lockFile ?? process.env.SRIOV_LOCK_FILE ?? this.root.node.tryGetContext('sriovLockFile') ?? defaultFile());
  }

  public get frozen(): boolean {
    return this.options.frozenLock ?? ['1', 'true'].includes(process.env.SRIOV_FROZEN_LOCK ?? '');
  }

  public get findings(): readonly Finding[] {
    return this.problem ? [this.problem] : [];
  }

  /** The lock file; an empty one when there is none, or when it cannot be used, which is a finding. */
  public read(): LockFile {
    this.lock ??= this.load();
    return this.lock;
  }

  /** Writes the lock file when it differs. A frozen or unusable one is left alone. */
  public write(next: LockFile): void {
    if (this.frozen || this.problem) return;
    const text = serializeLockFile(next);
    if (text === serializeLockFile(this.read()) && (existsSync(this.file) || isEmpty(next))) return;
    writeFileAtomic(this.file, text);
    this.lock = next;
  }

  private load(): LockFile {
    const { file } = this;
    if (!existsSync(file)) return EMPTY_LOCK;
    try {
      return parseLockFile(readTextFile(file), file);
    } catch (error) {
      if (!(error instanceof InputError)) throw error;
      this.problem = {
        ruleId: LOCK_001.id,
        severity: LOCK_001.severity,
        constructPath: this.root.node.path,
        message: `${error.where}: ${error.problem}`,
        fix: error.fix,
      };
      return EMPTY_LOCK;
    }
  }
}

function isEmpty(lock: LockFile): boolean {
  return Object.keys(lock.attachments).length === 0;
}

/** Beside the nearest `cdktf.json` at or above the working directory, else in the working directory. */
function defaultFile(): string {
  for (let folder = process.cwd(); ; folder = dirname(folder)) {
    if (existsSync(join(folder, 'cdktf.json'))) return join(folder, FILE_NAME);
    if (folder === dirname(folder)) return join(process.cwd(), FILE_NAME);
  }
}
