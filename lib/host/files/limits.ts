import { InputError } from '../../model/errors';
import type { Bytes } from '../../model/units';

/** Largest archive that is opened, packed or not. A capture of 2 000 VFs has some 120 MB. */
export const MAX_ARCHIVE_BYTES: Bytes = 256 * 1024 * 1024;

/** Most that is read of one tree, a file under several names counted each time: no more than the largest archive has. */
export const MAX_READ_BYTES: Bytes = MAX_ARCHIVE_BYTES;

/** Longest that a tree is read, in time of the processor. A capture of 2 000 VFs takes about a second. */
export const MAX_READ_SECONDS = 10;

/** Longest that an archive is unpacked, on a slow disk too: the processor needs two seconds for the largest. */
export const MAX_UNZIP_SECONDS = 120;

/** Most files, links and folders of a tree, those folders included that only a path shows. 2 000 VFs have some 100 000. */
export const MAX_TREE_ENTRIES = 300_000;

/** Longest path, or target of a link, that Linux takes (`PATH_MAX` of include/uapi/linux/limits.h). */
export const MAX_PATH_BYTES: Bytes = 4096;

/** Most folders in a path. Those of sysfs have some 20; a bus can hardly lie below more bridges than that. */
export const MAX_PATH_DEPTH = 128;

/** Largest file of a tree that is read. The largest that a host has, the output of `lspci -vv`, stays below it. */
export const MAX_TREE_FILE_BYTES: Bytes = 32 * 1024 * 1024;

/** Largest file of the user's that is read unless the caller says otherwise. */
export const MAX_INPUT_BYTES: Bytes = 64 * 1024 * 1024;

/**
 * Most that one session with a host may say. A look at a host of 2 000 VFs says some 10 MB: what says more than this is
 * no answer to our script, and would fill the memory of whoever looks at many hosts.
 */
export const MAX_SESSION_BYTES: Bytes = 64 * 1024 * 1024;

/** Bytes for people, in the unit that keeps the number short. */
export function sizeText(bytes: Bytes): string {
  const units = ['bytes', 'KiB', 'MiB', 'GiB', 'TiB'];
  let value = bytes;
  let unit = 0;
  while (value >= 1024 && unit < units.length - 1) {
    value /= 1024;
    unit++;
  }
  return `${Number(value.toFixed(1))} ${units[unit]}`;
}

/** For an archive above the limit. */
export function archiveTooLarge(file: string, size: string, limit: Bytes): InputError {
  return new InputError(
    file,
    `the archive has ${size}, at most ${sizeText(limit)} are read`,
    'Give the tar that sriov capture writes',
  );
}
