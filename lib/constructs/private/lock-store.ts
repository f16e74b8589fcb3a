import { existsSync } from 'node:fs';
import { dirname, join, resolve } from 'node:path';
import type { IConstruct } from 'constructs';
import { readTextFile, writeFileAtomic } from '../../host/files';
import type { Finding } from '../../model/finding';
import { EMPTY_LOCK, type LockFile } from '../../model/lock';
import { LOCK_FILE_NAME, type ParsedLock, parseLockFile, serializeLockFile } from '../../model/lock-file';
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

  /** Writes the lock file when it differs. A frozen one is left alone, and so is one that could not be read. */
  public write(next: LockFile): void {
    if (this.frozen || this.findings.some((finding) => finding.severity === 'fatal')) return;
    const text = serializeLockFile(next);
    if (text === serializeLockFile(this.read()) && (existsSync(this.file) || isEmpty(next))) return;
    writeFileAtomic(this.file, text);
    this.parsed = { lock: next, findings: [] };
  }

  private load(): ParsedLock {
    const { file } = this;
    this.parsed ??= existsSync(file) ? parseLockFile(readTextFile(file), file) : { lock: EMPTY_LOCK, findings: [] };
    return this.parsed;
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
