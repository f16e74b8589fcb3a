import { InputError } from '../../../model/errors';
import { MAX_PATH_BYTES, MAX_TREE_ENTRIES } from '../../files/limits';
import { ReadBudget } from '../../files/read-budget';
import { FOLDER, type TarFolders, type TarMember } from '../../files/tar-folders';
import { memorySource } from '../../files/tar-source';
import type { HostFolders } from '../../../shell/run-script';
import { holderLine, REMARK } from '../../files/device-holders';
import { TarTree } from '../../files/tar-tree';

/** What the survey script printed, as a tree of files. */
export interface Survey {
  readonly tree: TarTree;
  /** Journal of the last run; null when there is none. */
  readonly journal: string | null;
  /** Words of the last run that found nothing to do. */
  readonly unchanged: string | null;
  /** What scripts put off until a link is there: content by name of the file. */
  readonly waits: ReadonlyMap<string, string>;
  /** Words of the lock that somebody lives behind. */
  readonly holder: string | null;
  /** A run began or ended meanwhile: what was seen may be the half of its work. */
  readonly disturbed: boolean;
  readonly warnings: readonly string[];
}

/** How far the script has come. */
export function surveyProgress(output: Buffer, mark: string): 'running' | 'late' | 'complete' {
  if (output.includes(`\n${mark} end\n`)) return 'complete';
  return output.includes(`\n${mark} late\n`) ? 'late' : 'running';
}

/**
 * @returns null when the output was cut off before all was said that the kernel says at once
 * @throws InputError for paths and links that no host has, where following them would take memory or time without end
 */
export function parseSurvey(output: Buffer, mark: string, folders: HostFolders): Survey | null {
  const progress = surveyProgress(output, mark);
  if (progress === 'running') return null;
  const tree = new SurveyTree(output, folders);
  const parts = [...partsOf(output, mark)];
  for (const { name, start, end } of parts) if (name === 'links') tree.addLinks(start, end);
  let holder: string | null = null;
  const lastRun: Record<string, string> = {};
  for (const [i, { name, start, end }] of parts.entries()) {
    if (name === 'names') tree.addFolders(start, end);
    else if (name === 'files' || name === 'late') tree.addFiles(start, end);
    else if (name === 'sockets') tree.addFile('/proc/net/tcp', start, end);
    else if (name === 'holders') tree.addHolders(start, end);
    else if (name === 'busy') holder = output.toString('utf8', start, end).trim() || null;
    else if (name === 'run-before' || name === 'run-after') lastRun[name] = output.toString('utf8', start, end).trim();
    else if (name.startsWith('cmd ') && parts[i + 1]?.name === 'status 0') tree.addCommand(name.slice(4), start, end);
  }
  const warnings =
    progress === 'complete'
      ? []
      : [
          'sriov_numvfs, driver_override: the kernel does not let them be read now, another program changes VFs or drivers',
        ];
  const { 'run-before': before, 'run-after': after } = lastRun;
  const disturbed = before !== undefined && after !== undefined && before !== after;
  return {
    tree: tree.open(),
    journal: tree.journal,
    unchanged: tree.unchanged,
    waits: tree.waits,
    holder,
    disturbed,
    warnings,
  };
}

interface Part {
  readonly name: string;
  readonly start: number;
  readonly end: number;
}

/** Parts between lines of the mark, each with what stands between its line and the line break before the next. */
function* partsOf(output: Buffer, mark: string): Generator<Part> {
  const head = Buffer.from(`\n${mark} `);
  let at = output.indexOf(head);
  while (at >= 0) {
    const lineEnd = output.indexOf(10, at + 1);
    if (lineEnd < 0) return;
    const name = output.toString('utf8', at + head.length, lineEnd);
    const next = output.indexOf(head, lineEnd);
    yield { name, start: lineEnd + 1, end: next < 0 ? output.length : next };
    at = next;
  }
}

/** `head -v` puts such a line before each file, and an empty line before all but the first. */
const FILE_HEAD = /(?:^|\n)==> (\/[^\n]*) <==\n/g;
/** `ls -ln` of a link: mode, links, owner, group, size, three words of time, name. */
const LINK_LINE = /^l\S+ +\d+ +\d+ +\d+ +\d+ +\S+ +\S+ +\S+ (\/.*?) -> (.*)$/;
const JOURNAL = /\/journal\.\d+$/;

/** Name of a device file on a host whose folders are where they usually are. */
function placeOfDevice(path: string, folder: string): string {
  return path.startsWith(`${folder}/`) ? `/dev${path.slice(folder.length)}` : path;
}

/** As many links as Linux follows on the way of one path (`MAXSYMLINKS` of include/linux/namei.h). */
const MOST_LINKS = 40;
/**
 * Most characters of all folders that are passed on the way of all paths, and a few for each. A look at a host of 2 000
 * VFs passes some half a million folders, with 60 characters each.
 */
const MOST_PASSED_CHARACTERS = 200_000_000;
const CHARACTERS_OF_A_STEP = 10;

/** For messages: what is read has no file. */
export const LOOK = 'look at the host';

function flooded(found: string): InputError {
  const problem = `what the host says is no look at a host: ${found}`;
  return new InputError(LOOK, problem, 'Log in and look at its /sys and /proc, and at what sh and ls are there');
}

/** Files in a buffer, at the places that the links of the host lead to. */
class SurveyTree {
  public journal: string | null = null;
  public unchanged: string | null = null;
  public readonly waits = new Map<string, string>();
  private readonly folders = new Map<string, Map<string, TarMember>>([['', new Map()]]);
  private holders: string | null = null;
  private entries = 0;
  private passed = 0;
  /** Links on the way of the path that is being followed. */
  private links = 0;

  public constructor(
    private readonly output: Buffer,
    private readonly hostFolders: HostFolders,
  ) {}

  public open(): TarTree {
    // What is put together from several parts stands behind what came.
    const made = Buffer.from(this.holderLines());
    if (this.holders !== null) {
      this.addFile('/cmd/device-open.txt', this.output.length, this.output.length + made.length);
    }
    return TarTree.of(
      memorySource(Buffer.concat([this.output, made])),
      this.folders as TarFolders,
      new ReadBudget(LOOK),
    );
  }

  /** Lines of process and path of what it holds open. */
  public addHolders(start: number, end: number): void {
    this.holders = this.text(start, end);
  }

  private holderLines(): string {
    const lines = (this.holders ?? '').split('\n').map((line) => {
      const [pid = '', path] = line.split(' ');
      if (line.startsWith('#')) return REMARK;
      if (path === undefined || pid === '?') return '';
      return holderLine(
        placeOfDevice(path, this.hostFolders.dev),
        pid,
        this.textOf(`proc/${pid}`, 'comm'),
        this.textOf(`proc/${pid}`, 'cmdline'),
      );
    });
    return [...new Set(lines)].sort().join('\n');
  }

  private textOf(folder: string, name: string): string {
    const member = this.folders.get(folder)?.get(name);
    return member === undefined ? '' : this.text(member.offset, member.offset + member.size);
  }

  /** Those with fewer folders above them first: the others stand behind them. */
  public addLinks(start: number, end: number): void {
    const links = this.text(start, end)
      .split('\n')
      .flatMap((line) => {
        const [, path, target] = LINK_LINE.exec(line) ?? [];
        return path === undefined || target === undefined ? [] : [{ path, target, depth: path.split('/').length }];
      });
    for (const { path, target } of links.sort((a, b) => a.depth - b.depth)) {
      this.add(path, { entry: { kind: 'link', target }, offset: 0, size: 0 });
    }
  }

  public addFolders(start: number, end: number): void {
    for (const path of this.text(start, end).split('\n')) {
      // A pattern that nothing matched stands for itself.
      if (path.startsWith('/') && !path.includes('*') && !path.includes('[')) this.folderAt(this.placeOf(path));
    }
  }

  public addFiles(start: number, end: number): void {
    // One character for each byte.
    const text = this.output.toString('latin1', start, end);
    let last: { readonly path: string; readonly from: number } | null = null;
    const close = (to: number): void => {
      if (last !== null) this.addFile(last.path, start + last.from, start + to);
    };
    for (const match of text.matchAll(FILE_HEAD)) {
      close(match.index);
      last = { path: match[1] ?? '', from: match.index + match[0].length };
    }
    close(text.length);
  }

  public addCommand(name: string, start: number, end: number): void {
    if (name !== 'ip') {
      this.addFile(name === 'uname' ? '/uname.txt' : `/cmd/${name}`, start, end);
      return;
    }
    // Two lists, one after the other, each on lines of its own.
    const between = this.output.indexOf('\n[', start + 1);
    if (between < 0 || between >= end) return;
    this.addFile('/cmd/ip-link.json', start, between);
    this.addFile('/cmd/ip-addr.json', between + 1, end);
  }

  public addFile(path: string, start: number, end: number): void {
    if (JOURNAL.test(path)) this.journal = this.text(start, end);
    else if (path === `${this.hostFolders.state}/unchanged`) this.unchanged = this.text(start, end);
    else if (path.startsWith(`${this.hostFolders.locks}/later.`)) this.addWait(path, start, end);
    else this.add(path, { entry: { kind: 'file' }, offset: start, size: Math.max(0, end - start) });
  }

  private addWait(path: string, start: number, end: number): void {
    this.countEntry();
    this.waits.set(path.slice(path.lastIndexOf('/') + 1), this.text(start, end));
  }

  private add(found: string, member: TarMember): void {
    const path = this.placeOf(found);
    const at = path.lastIndexOf('/');
    const folder = this.folderAt(path.slice(0, at));
    const name = path.slice(at + 1);
    const there = folder.get(name);
    if (there === undefined) this.countEntry();
    if (there === undefined || there.entry.kind === member.entry.kind) folder.set(name, member);
  }

  /** Path on a host whose folders are where they usually are. */
  private placeOf(path: string): string {
    const { sys, proc } = this.hostFolders;
    if (path.startsWith(`${sys}/`)) return `/sys${path.slice(sys.length)}`;
    return path.startsWith(`${proc}/`) ? `/proc${path.slice(proc.length)}` : path;
  }

  /** The folder that a path leads to, links followed; made where there is none. */
  private folderAt(path: string): Map<string, TarMember> {
    let place = '';
    this.links = 0;
    for (const step of path.split('/')) place = this.enter(place, step);
    return this.folder(place);
  }

  private enter(place: string, step: string): string {
    this.passed += place.length + CHARACTERS_OF_A_STEP;
    if (this.passed > MOST_PASSED_CHARACTERS) throw flooded('the links it names lead through folders without end');
    if (step === '' || step === '.') return place;
    if (step === '..') return place.slice(0, Math.max(0, place.lastIndexOf('/')));
    const entry = this.folder(place).get(step)?.entry;
    if (entry?.kind === 'link' && this.links < MOST_LINKS) {
      this.links++;
      let target = entry.target.startsWith('/') ? '' : place;
      for (const next of entry.target.split('/')) target = this.enter(target, next);
      return target;
    }
    const path = place === '' ? step : `${place}/${step}`;
    if (path.length > MAX_PATH_BYTES) throw flooded(`it names a path of more than ${MAX_PATH_BYTES} characters`);
    if (entry === undefined) this.folder(place).set(step, FOLDER);
    return path;
  }

  private folder(place: string): Map<string, TarMember> {
    let folder = this.folders.get(place);
    if (folder === undefined) this.folders.set(place, (folder = this.newFolder()));
    return folder;
  }

  private newFolder(): Map<string, TarMember> {
    this.countEntry();
    return new Map();
  }

  private countEntry(): void {
    if (++this.entries <= MAX_TREE_ENTRIES) return;
    throw flooded(`it names more than ${MAX_TREE_ENTRIES} files, links and folders`);
  }

  private text(start: number, end: number): string {
    return this.output.toString('utf8', start, end);
  }
}
