import { InputError } from '../../model/errors';
import { quoted } from '../../model/text';
import { MAX_PATH_BYTES, MAX_PATH_DEPTH, MAX_TREE_ENTRIES, MAX_TREE_FILE_BYTES, sizeText } from './limits';
import type { Entry } from './links';
import type { ReadBudget } from './read-budget';
import { FOLDER, memberAt, type TarFolders, type TarMember } from './tar-folders';
import { BLOCK_BYTES, decodeHeader, decodePax, isZeroBlock, type TarHeader, textOf, windowOf } from './tar-header';
import type { TarSource } from './tar-source';

/** Largest name or extended header; paths of sysfs stay below 4096. */
const MAX_HEADER_BYTES = 64 * 1024;

/** Members of sysfs are small: many headers fit into one piece that is read. */
const WINDOW_BYTES = 1024 * 1024;

/** Types that have no content, whatever their header says of its size. */
const NO_CONTENT = '123456';

/** Top folders that a capture has, and thus the only ones that an absolute path may start with. */
const TOP_NAMES: ReadonlySet<string> = new Set(['sys', 'proc', 'cmd', 'uname.txt']);

/**
 * First folders of links that climb above the root and still mean sysfs: archivers that put a function's folder in
 * another place keep its links to groups and drivers as they are. They are read as names and never followed.
 */
const SYSFS_FOLDERS: ReadonlySet<string> = new Set(['bus', 'class', 'devices', 'kernel', 'module']);

const FILE: Entry = { kind: 'file' };

/** Records of an extended header for all that follows: each would be misread where it is left out. */
const GLOBAL_RECORDS = ['path', 'linkpath', 'size'] as const;

const REPACK = 'Pack the folder again without --sparse';

const RETAKE = 'Take the capture again, or give the tar that sriov capture writes';

/**
 * Members of an archive, with folders that only their members show. Nothing but headers is read.
 *
 * @throws InputError naming the member, for paths and links that lead out of the archive or are longer than Linux takes,
 *   devices, pipes and sparse files, members above the size limit, more members and folders than a host has, and archives
 *   that are damaged or cut off
 */
export function indexTar(source: TarSource, file: string, budget: ReadBudget): TarFolders {
  return new Indexer(source, file, budget).run();
}

class Indexer {
  private readonly folders = new Map<string, Map<string, TarMember>>([['', new Map()]]);
  private count = 0;
  private offset = 0;
  private window = windowOf(Buffer.alloc(0));
  private windowStart = 0;
  /** Name of the member before, for messages. */
  private last: string | null = null;
  private lastParent: string | null = null;
  private lastNames = new Map<string, TarMember>();
  private longName: string | null = null;
  private longLink: string | null = null;
  private longSize: number | null = null;

  public constructor(
    private readonly source: TarSource,
    private readonly file: string,
    private readonly budget: ReadBudget,
  ) {}

  public run(): TarFolders {
    for (;;) {
      this.budget.step();
      const at = this.windowAt(this.offset);
      if (at + BLOCK_BYTES > this.window.bytes.length) throw this.cutOff();
      if (isZeroBlock(this.window, at)) return this.folders;
      const header = decodeHeader(this.window, at);
      if (header === null) throw this.damaged();
      this.offset += BLOCK_BYTES;
      const known = this.completed(header);
      this.last = known.name;
      if (this.offset + known.size > this.source.size) throw this.cutOff();
      this.take(known);
      this.offset += Math.ceil(known.size / BLOCK_BYTES) * BLOCK_BYTES;
    }
  }

  /** Place of a byte in the window, which moves on when the next header is not in it as a whole. */
  private windowAt(offset: number): number {
    if (offset + BLOCK_BYTES > this.windowStart + this.window.bytes.length) {
      this.window = windowOf(this.source.read(offset, WINDOW_BYTES));
      this.windowStart = offset;
    }
    return offset - this.windowStart;
  }

  /** The header with what the extended headers before it say. */
  private completed(header: TarHeader): TarHeader {
    if ('xgLK'.includes(header.type)) return header;
    const isPlain = this.longName === null && this.longLink === null && this.longSize === null;
    if (isPlain && (header.size === 0 || !NO_CONTENT.includes(header.type))) return header;
    const completed = {
      ...header,
      name: this.longName ?? header.name,
      linkName: this.longLink ?? header.linkName,
      size: NO_CONTENT.includes(header.type) ? 0 : (this.longSize ?? header.size),
    };
    this.longName = this.longLink = this.longSize = null;
    return completed;
  }

  private take(header: TarHeader): void {
    switch (header.type) {
      case 'L':
        this.longName = textOf(this.content(header));
        break;
      case 'K':
        this.longLink = textOf(this.content(header));
        break;
      case 'x':
        this.takePax(header);
        break;
      case 'g':
        this.takeGlobal(header);
        break;
      case 'V':
        break;
      case '0':
      case '7':
        this.takeFile(header);
        break;
      case '1':
        this.takeHardLink(header);
        break;
      case '2':
        this.takeLink(header);
        break;
      case '5':
      case 'D':
        this.add(this.pathOf(header.name, 'the path'), FOLDER);
        break;
      // eslint-disable-next-line no-restricted-syntax -- types of members are an open set
      default:
        throw this.refused(header.name, `is ${kindOf(header.type)}`);
    }
  }

  private takePax(header: TarHeader): void {
    const records = decodePax(this.content(header));
    if (records === null) throw this.damaged();
    this.longName = records.get('path') ?? this.longName;
    this.longLink = records.get('linkpath') ?? this.longLink;
    const size = records.get('size');
    if (size !== undefined && /^\d{1,15}$/.test(size)) this.longSize = Number(size);
    this.refuseSparse(header, records);
  }

  private takeGlobal(header: TarHeader): void {
    const records = decodePax(this.content(header));
    if (records === null) throw this.damaged();
    this.refuseSparse(header, records);
    const record = GLOBAL_RECORDS.find((key) => records.has(key));
    if (record !== undefined) throw this.refused(header.name, `states one ${record} for all members after it`);
  }

  /** The content of a sparse file begins with a map of its pieces, or has it in the header, in formats of their own. */
  private refuseSparse(header: TarHeader, records: ReadonlyMap<string, string>): void {
    const isSparse = [...records.keys()].some((key) => key.startsWith('GNU.sparse.') || key === 'SCHILY.realsize');
    if (!isSparse) return;
    const name = records.get('GNU.sparse.name') ?? records.get('path') ?? header.name;
    throw this.refused(name, 'is a sparse file, whose pieces would be misread', REPACK);
  }

  private takeFile(header: TarHeader): void {
    // Archives from before ustar mark a folder by the slash at the end of its name.
    const path = this.pathOf(header.name, 'the path');
    if (header.name.endsWith('/')) {
      this.add(path, FOLDER);
      return;
    }
    if (header.size > MAX_TREE_FILE_BYTES) {
      const [size, limit] = [sizeText(header.size), sizeText(MAX_TREE_FILE_BYTES)];
      throw this.refused(header.name, `has ${size}, at most ${limit} are read`);
    }
    this.add(path, { entry: FILE, offset: this.offset, size: header.size });
  }

  private takeHardLink(header: TarHeader): void {
    const target = memberAt(this.folders, this.pathOf(header.linkName, `hard link ${quoted(header.name, 200)}`));
    if (target === undefined) {
      const problem = `is a hard link to ${quoted(header.linkName, 200)}, which is no member before it`;
      throw this.refused(header.name, problem);
    }
    this.add(this.pathOf(header.name, 'the path'), target);
  }

  private takeLink(header: TarHeader): void {
    const path = this.pathOf(header.name, 'the path');
    const target = header.linkName;
    this.refuseLong(header.name, target, 'is a link to a path');
    if (leadsOut(path, target)) {
      throw this.refused(header.name, `is a link to ${quoted(target, 200)}, which leads out of the archive`);
    }
    this.add(path, { entry: { kind: 'link', target }, offset: 0, size: 0 });
  }

  /** A later member of the same path takes the place of an earlier one, as when an archive is unpacked. */
  private add(path: string, member: TarMember): void {
    if (path === '' && member.entry.kind !== 'folder') throw this.refused('', 'has no name');
    if (member.entry.kind === 'folder') {
      this.folder(path);
      return;
    }
    this.countEntry();
    const at = path.lastIndexOf('/');
    const parent = path.slice(0, Math.max(0, at));
    // Members of one folder stand in a row.
    if (parent !== this.lastParent) {
      this.lastParent = parent;
      this.lastNames = this.folder(parent);
    }
    this.lastNames.set(path.slice(at + 1), member);
  }

  /** What is in a folder, which is made when nothing has been said of it yet. */
  private folder(path: string): Map<string, TarMember> {
    let names = this.folders.get(path);
    if (names === undefined) {
      this.countEntry();
      names = new Map();
      this.folders.set(path, names);
      const at = path.lastIndexOf('/');
      const parent = this.folder(path.slice(0, Math.max(0, at)));
      // A link of that name stays: it is followed when the path is looked up.
      if (!parent.has(path.slice(at + 1))) parent.set(path.slice(at + 1), FOLDER);
    }
    return names;
  }

  private countEntry(): void {
    if (++this.count <= MAX_TREE_ENTRIES) return;
    const found = `the archive has more than ${MAX_TREE_ENTRIES} files, links and folders (${this.lastMember()} is one too many)`;
    throw new InputError(this.file, found, RETAKE);
  }

  private refuseLong(member: string, path: string, what: string): void {
    if (path.length > MAX_PATH_BYTES) {
      throw this.refused(member, `${what} of ${path.length} characters, Linux takes at most ${MAX_PATH_BYTES} bytes`);
    }
    let depth = 0;
    for (let at = path.indexOf('/'); at >= 0; at = path.indexOf('/', at + 1)) depth++;
    if (depth > MAX_PATH_DEPTH) {
      throw this.refused(member, `${what} of ${depth} folders, at most ${MAX_PATH_DEPTH} are taken`);
    }
  }

  /** The path below the root, without `./`. */
  private pathOf(name: string, what: string): string {
    this.refuseLong(name, name, 'has a path');
    // A quick way for what nearly every member looks like.
    let path = name.startsWith('./') ? name.slice(2) : name;
    if (path.endsWith('/')) path = path.slice(0, -1);
    const isPlain = !path.includes('//') && !path.includes('./') && path !== '.' && path !== '..' && path[0] !== '/';
    if (isPlain && !path.endsWith('/..') && !path.endsWith('/.')) return path;
    const steps = name.split('/').filter((step) => step !== '' && step !== '.');
    if (steps.includes('..')) throw this.refused(name, `leads out of the archive: ${what} has a ".." in it`);
    if (name.startsWith('/') && !TOP_NAMES.has(steps[0] ?? '')) {
      throw this.refused(name, `leads out of the archive: ${what} is absolute`);
    }
    return steps.join('/');
  }

  private content(header: TarHeader): Buffer {
    if (header.size > MAX_HEADER_BYTES) {
      throw this.refused(header.name, `has a header of ${sizeText(header.size)}, at most 64 KiB are read`);
    }
    return this.source.read(this.offset, header.size);
  }

  private refused(member: string, problem: string, fix: string = RETAKE): InputError {
    return new InputError(this.file, `member ${quoted(member, 200)} ${problem}`, fix);
  }

  private cutOff(): InputError {
    const problem = `the archive is cut off after ${this.lastMember()} (${sizeText(this.source.size)} are there)`;
    return new InputError(this.file, problem, 'Copy or take the capture again');
  }

  private damaged(): InputError {
    if (this.last === null) {
      return new InputError(this.file, 'this is no tar archive', 'Give a folder, or the tar that sriov capture writes');
    }
    return new InputError(
      this.file,
      `the archive is damaged at byte ${this.offset}, after ${this.lastMember()}`,
      RETAKE,
    );
  }

  private lastMember(): string {
    return this.last === null ? 'the start' : `member ${quoted(this.last, 200)}`;
  }
}

function kindOf(type: string): string {
  const kinds: Readonly<Record<string, string>> = {
    '3': 'a character device',
    '4': 'a block device',
    '6': 'a named pipe',
    S: 'a sparse file, whose pieces would be misread',
    M: 'the continuation of a file in another archive',
  };
  return kinds[type] ?? `of the unknown type ${quoted(type)}`;
}

/** Whether a link's target lies above the root, or is absolute and no path of a capture. */
function leadsOut(path: string, target: string): boolean {
  if (target.startsWith('/')) {
    const steps = target.split('/').filter((step) => step !== '' && step !== '.');
    return steps.includes('..') || !TOP_NAMES.has(steps[0] ?? '');
  }
  let depth = 0;
  for (let at = path.indexOf('/'); at >= 0; at = path.indexOf('/', at + 1)) depth++;
  // Links of sysfs climb first and then descend.
  let at = 0;
  while (target.startsWith('../', at)) at += 3;
  const climbed = at / 3;
  if (!target.includes('..', at)) {
    return climbed > depth && !SYSFS_FOLDERS.has(target.slice(at).split('/', 1)[0] ?? '');
  }
  for (const step of target.split('/')) {
    if (step !== '' && step !== '.') depth += step === '..' ? -1 : 1;
    if (depth < 0) return true;
  }
  return false;
}
