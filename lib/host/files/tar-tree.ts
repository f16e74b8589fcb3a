import type { SysfsTree, Trouble } from '../../inventory/read/tree';
import { type Entry, LinkFollower } from './links';
import { ReadBudget, type ReadLimits } from './read-budget';
import { memberAt, type TarFolders } from './tar-folders';
import { indexTar } from './tar-index';
import { openTarSource, type TarSource } from './tar-source';

/**
 * Files of a host in a tar archive. The archive is indexed once, headers only; contents are read where they lie when
 * they are asked for. `tar-stream` would hand over every content in turn, asynchronously, and the reader wants few of
 * them in an order of its own.
 */
export class TarTree implements SysfsTree {
  private readonly found = new Map<string, Trouble>();
  private readonly links = new LinkFollower((path) => this.entryAt(path));

  private constructor(
    private readonly source: TarSource,
    private readonly folders: TarFolders,
    private readonly budget: ReadBudget,
  ) {}

  /**
   * @param select picks the folders of the tree and names them from its root on
   * @throws InputError for what is no archive, is damaged, too large, or leads out of itself
   */
  public static open(
    file: string,
    select: (folders: TarFolders) => TarFolders,
    limits: Partial<ReadLimits> = {},
  ): TarTree {
    const budget = new ReadBudget(file, limits);
    const source = openTarSource(file);
    try {
      return new TarTree(source, select(indexTar(source, file, budget)), budget);
    } catch (error) {
      source.close();
      throw error;
    }
  }

  /** A tree whose folders are known already. */
  public static of(source: TarSource, folders: TarFolders, budget: ReadBudget): TarTree {
    return new TarTree(source, folders, budget);
  }

  public get troubles(): readonly Trouble[] {
    return [...this.found.values()];
  }

  public readText(path: string): string | null {
    return this.read(path)?.toString('utf8') ?? null;
  }

  public readBytes(path: string): Uint8Array | null {
    const bytes = this.read(path);
    return bytes === null ? null : Buffer.from(bytes);
  }

  public readLink(path: string): string | null {
    const place = this.links.followParent(path);
    const entry = typeof place === 'string' ? this.entryAt(place) : this.nothing(path, place);
    return entry?.kind === 'link' ? entry.target : null;
  }

  public realPath(path: string): string | null {
    this.budget.step();
    const place = this.links.follow(path);
    return typeof place === 'string' ? place : this.nothing(path, place);
  }

  public list(path: string): readonly string[] {
    const place = this.realPath(path);
    const names = place === null ? undefined : this.folders.get(place);
    if (names === undefined) return [];
    this.budget.list(names.size);
    return [...names.keys()].sort();
  }

  public exists(path: string): boolean {
    return this.realPath(path) !== null;
  }

  public close(): void {
    this.source.close();
  }

  private read(path: string): Buffer | null {
    const place = this.realPath(path);
    const member = place === null ? undefined : memberAt(this.folders, place);
    if (member?.entry.kind !== 'file') return null;
    this.budget.read(member.size);
    return this.source.read(member.offset, member.size);
  }

  private entryAt(path: string): Entry | null {
    this.budget.step();
    return memberAt(this.folders, path)?.entry ?? null;
  }

  private nothing(path: string, place: null | { readonly trouble: string }): null {
    if (place !== null) this.found.set(path, { path, reason: place.trouble });
    return null;
  }
}
