import { existsSync } from 'node:fs';
import { dirname, isAbsolute, join, relative, resolve, sep } from 'node:path';
import { fileURLToPath } from 'node:url';
import type { IConstruct } from 'constructs';
import type { SourceLocation } from '../../model/finding';

/** Where a construct was made. V8 makes text of it when it is asked for, which it is for constructs with findings. */
export interface Trace {
  readonly stack?: string;
}

/** Frames that are kept: those of this library above the constructor, and a few of the user's own constructs. */
const FRAMES = 8;

/**
 * Constructs of an app whose calls are kept, each at 2 to 5 microseconds and some hundred bytes. So many are made in
 * loops, by a few lines that stand together.
 */
const TRACED = 1000;

const COUNTS = new WeakMap<IConstruct, number>();

/**
 * The calls that led to a construct, those of its constructors left out. In an app that has many, one that stands in
 * another of this library is where that one is.
 */
export function traceOf(constructor: abstract new (...args: never[]) => object, scope: IConstruct): Trace {
  const outer = (scope as { readonly _trace?: Trace })._trace;
  if (outer !== undefined && !isAmongFirst(scope.node.root)) return outer;
  const trace: Trace = {};
  const limit = Error.stackTraceLimit;
  Error.stackTraceLimit = FRAMES;
  Error.captureStackTrace(trace, constructor);
  Error.stackTraceLimit = limit;
  return trace;
}

function isAmongFirst(root: IConstruct): boolean {
  const count = COUNTS.get(root) ?? 0;
  if (count < TRACED) COUNTS.set(root, count + 1);
  return count < TRACED;
}

/** Folder of this library's code, as compiled or as source. */
const LIBRARY = resolve(__dirname, '..', '..');

/** The nearest call that stands in a file of the app, its path taken from the root of the repository. */
export function locationOf({ stack = '' }: Trace): SourceLocation | undefined {
  for (const line of stack.split('\n').slice(1)) {
    const [, at, lineNumber] = /\(?((?:file:\/\/|\/|[A-Za-z]:[\\/])[^()]*):(\d+):\d+\)?$/.exec(line) ?? [];
    if (at === undefined) continue;
    const file = fileInRoot(at.startsWith('file://') ? fileURLToPath(at) : at);
    if (file !== undefined) return { file, line: Number(lineNumber) };
  }
  return undefined;
}

/** The program that runs, else `cdktf.json`: where a finding about the whole app is shown. */
export function locationOfApp(): SourceLocation | undefined {
  const program = process.argv[1];
  const file = program === undefined ? undefined : fileInRoot(resolve(program));
  if (file !== undefined && existsSync(join(root(), file))) return { file, line: 1 };
  const project = fileInRoot(resolve('cdktf.json'));
  return project !== undefined && existsSync('cdktf.json') ? { file: project, line: 1 } : undefined;
}

/** Relative to the root, with slashes; nothing for a file elsewhere, in a package, or of this library. */
function fileInRoot(file: string): string | undefined {
  if (file.startsWith(LIBRARY + sep) || file.includes(`${sep}node_modules${sep}`)) return undefined;
  const path = relative(root(), file);
  if (path === '' || path.startsWith('..') || isAbsolute(path)) return undefined;
  return path.split(sep).join('/');
}

const ROOTS = new Map<string, string>();

/** Root of the repository that the app runs in, else the working directory. */
function root(): string {
  const start = process.cwd();
  let found = ROOTS.get(start);
  if (found === undefined) {
    found = repositoryAround(start) ?? start;
    ROOTS.set(start, found);
  }
  return found;
}

function repositoryAround(start: string): string | undefined {
  for (let folder = start; ; folder = dirname(folder)) {
    if (existsSync(join(folder, '.git'))) return folder;
    if (folder === dirname(folder)) return undefined;
  }
}
