import { closeSync, constants, lstatSync, openSync, readdirSync, readlinkSync, readSync } from 'node:fs';
import type { SysfsTree, Trouble } from '../../inventory/read/tree';
import { MAX_TREE_FILE_BYTES, sizeText } from './limits';
import { type Entry, LinkFollower } from './links';
import { ReadBudget } from './read-budget';

/** Errors by which the kernel says that an attribute has no value now: `carrier` of a netdev that is down. */
const NO_VALUE: ReadonlySet<string> = new Set(['EINVAL', 'EOPNOTSUPP', 'ENOTSUP', 'ENODEV', 'ENODATA', 'ENXIO']);
const ABSENT: ReadonlySet<string> = new Set(['ENOENT', 'ENOTDIR', 'ESRCH']);
const REASONS: Readonly<Record<string, string>> = {
  EACCES: 'permission denied',
  EPERM: 'permission denied',
  EIO: 'input/output error',
  EBUSY: 'busy',
  EISDIR: 'it is a folder',
};

const FILE: Entry = { kind: 'file' };
const FOLDER: Entry = { kind: 'folder' };
const OTHER: Entry = { kind: 'other' };

/** A FIFO must not make the reader wait for a writer, and a link is followed by ourselves or not at all. */
const PAGE_BYTES = 4096;
const OPEN_FLAGS = constants.O_RDONLY | constants.O_NOFOLLOW | constants.O_NONBLOCK;

/** Files of a host below a folder. Links are followed inside the folder only. */
export class DirectoryTree implements SysfsTree {
  private readonly found = new Map<string, Trouble>();
  private readonly links = new LinkFollower((path) => this.entryAt(path));
  private readonly buffer = Buffer.allocUnsafe(64 * 1024);
  private readonly prefix: string;

  /**
   * @param root the folder that holds `sys`
   * @param budget what reading it may cost; null: the machine itself, whose kernel made what is read
   */
  public constructor(
    root: string,
    private readonly budget: ReadBudget | null = new ReadBudget(root),
  ) {
    this.prefix = root.endsWith('/') ? root : `${root}/`;
  }

  public get troubles(): readonly Trouble[] {
    return [...this.found.values()];
  }

  public readText(path: string): string | null {
    const bytes = this.read(path);
    return bytes === null ? null : bytes.toString('utf8');
  }

  public readBytes(path: string): Uint8Array | null {
    const bytes = this.read(path);
    return bytes === null ? null : Buffer.from(bytes);
  }

  public readLink(path: string): string | null {
    const place = this.links.followParent(path);
    if (typeof place !== 'string') return this.nothing(path, place);
    const entry = this.entryAt(place);
    return entry?.kind === 'link' ? entry.target : null;
  }

  public realPath(path: string): string | null {
    this.budget?.step();
    const place = this.links.follow(path);
    return typeof place === 'string' ? place : this.nothing(path, place);
  }

  public list(path: string): readonly string[] {
    const place = this.realPath(path);
    if (place === null) return [];
    let names: string[] = [];
    try {
      names = readdirSync(this.prefix + place).sort();
    } catch (error) {
      this.noteError(path, error);
    }
    this.budget?.list(names.length);
    return names;
  }

  public exists(path: string): boolean {
    return this.realPath(path) !== null;
  }

  /** Remembers what is there and cannot be read. */
  protected note(path: string, reason: string): void {
    this.found.set(path, { path, reason });
  }

  /** The bytes stay valid until the next file is read. */
  private read(path: string): Buffer | null {
    const place = this.realPath(path);
    if (place === null) return null;
    let file: number;
    try {
      file = openSync(this.prefix + place, OPEN_FLAGS);
    } catch (error) {
      this.noteError(path, error);
      return null;
    }
    let bytes: Buffer | null = null;
    try {
      bytes = this.readAll(file, path);
    } catch (error) {
      this.noteError(path, error);
    } finally {
      closeSync(file);
    }
    this.budget?.read(bytes?.length ?? 0);
    return bytes;
  }

  /**
   * Files of `/proc` and `/sys` do not tell their size, so they are read to their end. In `/sys` a piece that does not
   * fill a page is the last one; `/proc` hands out shorter ones too.
   */
  private readAll(file: number, path: string): Buffer | null {
    let { buffer } = this;
    let length = 0;
    for (;;) {
      const count = readSync(file, buffer, length, buffer.length - length, null);
      length += count;
      if (count === 0 || (count % PAGE_BYTES !== 0 && path.startsWith('sys/'))) return buffer.subarray(0, length);
      if (length > MAX_TREE_FILE_BYTES) {
        this.note(path, `more than ${sizeText(MAX_TREE_FILE_BYTES)}`);
        return null;
      }
      if (length === buffer.length) {
        const larger = Buffer.allocUnsafe(2 * buffer.length);
        buffer.copy(larger, 0, 0, length);
        buffer = larger;
      }
    }
  }

  private entryAt(path: string): Entry | null {
    this.budget?.step();
    try {
      const stats = lstatSync(this.prefix + path, { throwIfNoEntry: false });
      if (stats === undefined) return null;
      if (stats.isSymbolicLink()) return { kind: 'link', target: readlinkSync(this.prefix + path) };
      return stats.isDirectory() ? FOLDER : stats.isFile() ? FILE : OTHER;
    } catch (error) {
      this.noteError(path, error);
      return null;
    }
  }

  private nothing(path: string, place: null | { readonly trouble: string }): null {
    if (place !== null) this.note(path, place.trouble);
    return null;
  }

  private noteError(path: string, error: unknown): void {
    const code = (error as NodeJS.ErrnoException).code ?? '';
    if (ABSENT.has(code) || NO_VALUE.has(code)) return;
    this.note(path, REASONS[code] ?? (code || String(error)));
  }
}
