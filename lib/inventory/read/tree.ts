import type { TableBudget } from './tables';

/**
 * A host's files as the reader wants them: `sys/...`, `proc/...`, `uname.txt`, and under `cmd/` what commands printed.
 * A folder, a tar archive and a live machine are each one of these.
 *
 * Paths are relative to the root and have no leading slash. Links are followed inside the root only.
 */
export interface SysfsTree {
  /** Content of a file; null when it is not there or cannot be read. */
  readText(path: string): string | null;
  readBytes(path: string): Uint8Array | null;
  /** Text of a symbolic link, which need not lead anywhere; null when the path is none. */
  readLink(path: string): string | null;
  /** The path with every link followed; null when it is not there. */
  realPath(path: string): string | null;
  /** Names in a folder, sorted; none when it is not there. */
  list(path: string): readonly string[];
  exists(path: string): boolean;
  /** What was asked for, is there, and could not be read. It grows while the tree is read. */
  readonly troubles: readonly Trouble[];
}

/** Something that is there and cannot be read. */
export interface Trouble {
  readonly path: string;
  /** `permission denied`, `leads out of the tree`. */
  readonly reason: string;
}

/** A tree that is being read, and where to say what is odd about it. */
export interface Reading {
  readonly tree: SysfsTree;
  /** What may be kept of the host's tables. */
  readonly tables: TableBudget;
  readonly warn: (message: string) => void;
}
