import { type Entry, LinkFollower } from '../../../lib/host/files/links';
import type { SysfsTree, Trouble } from '../../../lib/inventory/read/tree';
import type { Content, HostTree } from './host-tree';

/** A made-up host in memory. `unreadable` gives paths that are there and cannot be read, with the reason. */
export class MemoryTree implements SysfsTree {
  public readonly troubles: Trouble[] = [];
  /** Paths whose content was asked for. */
  public readonly read = new Set<string>();
  private readonly folders = new Map<string, Set<string>>([['', new Set()]]);
  private readonly links = new LinkFollower((path) => this.entryAt(path));

  public constructor(
    private readonly host: HostTree,
    private readonly unreadable: Readonly<Record<string, string>> = {},
  ) {
    for (const [path, content] of host.entries) this.place(path, content);
  }

  public readText(path: string): string | null {
    const content = this.contentOf(path);
    return content instanceof Uint8Array ? Buffer.from(content).toString('utf8') : content;
  }

  public readBytes(path: string): Uint8Array | null {
    const content = this.contentOf(path);
    return typeof content === 'string' ? Buffer.from(content) : content;
  }

  public readLink(path: string): string | null {
    const place = this.links.followParent(path);
    const entry = typeof place === 'string' ? this.entryAt(place) : null;
    return entry?.kind === 'link' ? entry.target : null;
  }

  public realPath(path: string): string | null {
    const place = this.links.follow(path);
    if (place !== null && typeof place !== 'string') this.troubles.push({ path, reason: place.trouble });
    return typeof place === 'string' ? place : null;
  }

  public list(path: string): readonly string[] {
    const place = this.realPath(path);
    return place === null ? [] : [...(this.folders.get(place) ?? [])].sort();
  }

  public exists(path: string): boolean {
    return this.realPath(path) !== null;
  }

  private contentOf(path: string): string | Uint8Array | null {
    const place = this.realPath(path);
    if (place === null) return null;
    this.read.add(place);
    const reason = this.unreadable[place];
    if (reason !== undefined) {
      this.troubles.push({ path, reason });
      return null;
    }
    const content = this.host.entries.get(place);
    return content === undefined || content === 'folder' || (typeof content === 'object' && 'link' in content)
      ? null
      : content;
  }

  private entryAt(path: string): Entry | null {
    const content = this.host.entries.get(path);
    if (content === undefined || content === 'folder') return this.folders.has(path) ? { kind: 'folder' } : null;
    return typeof content === 'object' && 'link' in content ? { kind: 'link', target: content.link } : { kind: 'file' };
  }

  private place(path: string, content: Content): void {
    if (content === 'folder' && !this.folders.has(path)) this.folders.set(path, new Set());
    for (let at = path; at !== '';) {
      const slash = at.lastIndexOf('/');
      const parent = slash < 0 ? '' : at.slice(0, slash);
      const names = this.folders.get(parent) ?? new Set();
      names.add(at.slice(slash + 1));
      this.folders.set(parent, names);
      at = parent;
    }
  }
}
