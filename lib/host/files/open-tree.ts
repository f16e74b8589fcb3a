import { realpathSync, statSync } from 'node:fs';
import { join } from 'node:path';
import type { SysfsTree } from '../../inventory/read/tree';
import { InputError } from '../../model/errors';
import { quoted } from '../../model/text';
import { DirectoryTree } from './directory-tree';
import { LiveTree } from './live-tree';
import { systemReason } from './system-errors';
import { foldersBelow, type TarFolders } from './tar-folders';
import { TarTree } from './tar-tree';

/** A tree that may hold a file open. */
export interface OpenTree extends SysfsTree {
  close(): void;
}

/** Folders of which a tree of a host has at least one. */
const MARKS = ['sys/bus/pci', 'sys/devices', 'sys/class'];

/**
 * Files of a host: the live machine (`/`), a folder or a tar archive, plain or `.tar.gz`, whose root, or one folder in
 * it, holds `sys`.
 *
 * @throws InputError for a path that is not there or cannot be read, holds no `sys`, and for archives as in `TarTree`
 */
export function openTree(path: string): OpenTree {
  try {
    const stats = statSync(path);
    if (stats.isDirectory()) return openFolder(path);
    if (stats.isFile()) return TarTree.open(path, (folders) => selectRoot(path, folders));
  } catch (error) {
    if (error instanceof InputError) throw error;
    throw new InputError(path, `cannot be read: ${systemReason(error)}`, 'Give a folder or a tar that is there');
  }
  throw new InputError(path, 'this is neither a folder nor a file', 'Give a folder, or the tar of sriov capture');
}

function openFolder(path: string): OpenTree {
  if (realpathSync(path) === '/') return new LiveTree();
  const tree = new DirectoryTree(path);
  const root = rootOf(path, tree.list(''), (mark) => tree.exists(mark));
  return closable(root === '' ? tree : new DirectoryTree(join(path, root)));
}

function selectRoot(path: string, folders: TarFolders): TarFolders {
  const root = rootOf(path, [...(folders.get('')?.keys() ?? [])], (mark) => folders.has(mark));
  return root === '' ? folders : foldersBelow(folders, root);
}

/** The folder that is the root of the host: the top, or the one folder in it that holds `sys`. */
function rootOf(path: string, names: readonly string[], exists: (path: string) => boolean): string {
  const isRoot = (folder: string): boolean => MARKS.some((mark) => exists(folder === '' ? mark : `${folder}/${mark}`));
  if (isRoot('')) return '';
  const [root, other] = names.filter(isRoot);
  if (root === undefined) {
    const isSysfs = names.includes('bus') && names.includes('devices');
    throw new InputError(
      path,
      isSysfs ? 'this looks like /sys itself, expected the folder above it' : 'there is no sys folder in it',
      isSysfs
        ? 'Give the folder that holds sys'
        : 'Give /, a folder that holds a copy of /sys, or a tar of such a folder',
    );
  }
  if (other !== undefined) {
    const found = `${quoted(root)} and ${quoted(other)}`;
    throw new InputError(path, `several hosts are in it: ${found}`, 'Give one folder or archive for each host');
  }
  return root;
}

function closable(tree: DirectoryTree): OpenTree {
  return Object.assign(tree, { close: () => {} });
}
