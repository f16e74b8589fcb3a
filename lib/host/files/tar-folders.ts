import type { Entry } from './links';

/** A member of an archive: what it is, and where its bytes are. */
export interface TarMember {
  readonly entry: Entry;
  readonly offset: number;
  readonly size: number;
}

/** Members by name in each folder, by path of the folder; the root is the empty path. */
export type TarFolders = ReadonlyMap<string, ReadonlyMap<string, TarMember>>;

export const FOLDER: TarMember = { entry: { kind: 'folder' }, offset: 0, size: 0 };

/** What stands at a path, no link followed. */
export function memberAt(folders: TarFolders, path: string): TarMember | undefined {
  const at = path.lastIndexOf('/');
  return path === '' ? FOLDER : folders.get(path.slice(0, Math.max(0, at)))?.get(path.slice(at + 1));
}

/** The folders below a folder, as if it were the root. */
export function foldersBelow(folders: TarFolders, root: string): TarFolders {
  const below = new Map([['', folders.get(root) ?? new Map<string, TarMember>()]]);
  const start = `${root}/`;
  for (const [path, names] of folders) if (path.startsWith(start)) below.set(path.slice(start.length), new Map(names));
  return below;
}
