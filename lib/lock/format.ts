import type { Format } from '../formats/format';
import { validatorOf } from '../formats/validators';
import type { LockFile } from '../model/lock';
import { ADDRESSES } from '../model/vf-settings';

/** Name of the lock file beside `cdktf.json`. */
export const LOCK_FILE_NAME = 'sriov.lock.json';

/** A lock file of any version: version 1 had nothing but `attachments`. */
export type LockFileOnDisk = Omit<LockFile, 'lockVersion'> & { readonly lockVersion: 1 | 2 };

/** `schemas/lock.schema.json` */
export const LOCK: Format<LockFileOnDisk> = {
  noun: 'lock file',
  versionField: 'lockVersion',
  versions: [1, 2],
  remedy: 'Restore the file from version control, or delete it to give every VF out anew',
  validator: validatorOf('lock'),
};

/** Parts of the file that hold members by construct path, each with the order of a member's fields. */
export const PARTS = {
  apps: null,
  physicalFunctions: ['host', 'address', 'permanentMac', 'serial'],
  pools: ['physicalFunction', 'vfs'],
  attachments: ['physicalFunction', 'vf', ...ADDRESSES, 'vm'],
} as const;

export type Part = keyof typeof PARTS;

export const PART_NAMES = Object.keys(PARTS) as readonly Part[];
