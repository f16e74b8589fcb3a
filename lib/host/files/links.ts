/** What is at one place of a tree, no link followed. */
export type Entry = { readonly kind: 'file' | 'folder' | 'other' } | { readonly kind: 'link'; readonly target: string };

/** Where a path leads: a place of the tree, nowhere (null), or a reason why it cannot be followed. */
export type Place = string | null | { readonly trouble: string };

/** As many links in a row as Linux follows. */
const MOST_LINKS = 40;

const LEADS_OUT = 'a link leads out of the tree';
const LOOPS = 'links lead in a circle';
const NO_FILE = 'it is neither a file nor a folder';

/**
 * Follows links inside a tree as a process would whose root folder the tree is: an absolute target starts at the root.
 * A target that climbs above the root is refused instead of being stopped there, because nothing inside can be meant.
 */
export class LinkFollower {
  /** Places of folders and links; files are asked for once and not kept. */
  private readonly places = new Map<string, Place>();
  private lastFolder = '';
  private lastPlace: Place = '';

  /** @param entryAt what is at a path that holds no link but perhaps itself; null: nothing */
  public constructor(private readonly entryAt: (path: string) => Entry | null) {}

  /** The path with every link followed. The root is the empty path. */
  public follow(path: string): Place {
    const at = path.lastIndexOf('/');
    if (at < 0) return this.walk('', path, 0);
    const folder = this.folder(path.slice(0, at));
    return typeof folder === 'string' ? this.walk(folder, path.slice(at + 1), 0) : folder;
  }

  /** The path with every link followed but the last one. */
  public followParent(path: string): Place {
    const at = path.lastIndexOf('/');
    if (at < 0) return path;
    const folder = this.folder(path.slice(0, at));
    return typeof folder === 'string' ? joined(folder, path.slice(at + 1)) : folder;
  }

  /** Most paths asked for have their folder in common with the one before, or name one that has been found. */
  private folder(path: string): Place {
    if (path !== this.lastFolder) {
      this.lastPlace = this.places.get(path) ?? this.walk('', path, 0);
      this.lastFolder = path;
    }
    return this.lastPlace;
  }

  private walk(from: string, steps: string, depth: number): Place {
    let at = from;
    let begin = 0;
    while (begin <= steps.length) {
      let end = steps.indexOf('/', begin);
      if (end < 0) end = steps.length;
      const step = steps.slice(begin, end);
      begin = end + 1;
      if (step === '' || step === '.') continue;
      if (step === '..') {
        if (at === '') return { trouble: LEADS_OUT };
        at = at.slice(0, Math.max(0, at.lastIndexOf('/')));
        continue;
      }
      const place = this.step(at, step, depth);
      if (typeof place !== 'string') return place;
      at = place;
    }
    return at;
  }

  private step(folder: string, name: string, depth: number): Place {
    const path = joined(folder, name);
    const known = this.places.get(path);
    if (known !== undefined) return known;
    const entry = this.entryAt(path);
    if (entry === null) return null;
    if (entry.kind === 'other') return { trouble: NO_FILE };
    if (entry.kind === 'file') return path;
    const place = entry.kind === 'link' ? this.target(folder, entry.target, depth + 1) : path;
    this.places.set(path, place);
    return place;
  }

  private target(folder: string, target: string, depth: number): Place {
    if (depth > MOST_LINKS) return { trouble: LOOPS };
    return target.startsWith('/') ? this.walk('', target, depth) : this.walk(folder, target, depth);
  }
}

export function joined(folder: string, name: string): string {
  return folder === '' ? name : `${folder}/${name}`;
}
