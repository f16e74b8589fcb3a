import { createInterface } from 'node:readline/promises';
import pc from 'picocolors';
import { type Palette, PLAIN } from '../report/palette';

/** Where a command writes: results to standard output, everything else to standard error. */
export interface Terminal {
  readonly palette: Palette;
  /** Characters of a line of results. */
  readonly width: number;
  result(text: string): void;
  note(text: string): void;
  /** Runs work that may take over a second, saying so while it lasts. */
  progress<T>(what: string, work: () => Promise<T>): Promise<T>;
  /** Somebody is there to be asked. */
  readonly canAsk: boolean;
  /** Asks on standard error; the answer without blanks around it. */
  ask(question: string): Promise<string>;
}

/** Of lines that go to a file or a pipe. */
const WIDTH_OF_FILES = 120;

/** The process's own streams; colour only on a terminal, and never with NO_COLOR. */
export function processTerminal(): Terminal {
  const colour = process.stdout.isTTY === true && !process.env.NO_COLOR;
  const interactive = process.stderr.isTTY === true;
  return {
    palette: colour ? paletteOf(pc.createColors(true)) : PLAIN,
    width: process.stdout.isTTY && process.stdout.columns > 0 ? process.stdout.columns : WIDTH_OF_FILES,
    result: (text) => void process.stdout.write(text.endsWith('\n') ? text : `${text}\n`),
    note: (text) => void process.stderr.write(text.endsWith('\n') ? text : `${text}\n`),
    progress: (what, work) => (interactive ? spin(what, work) : announce(what, work)),
    canAsk: interactive && process.stdin.isTTY === true,
    ask,
  };
}

/** A reader that has seen enough, as `head` has, is no failure: the work goes on, and its exit code stays. */
export function outliveReaders(...streams: readonly NodeJS.EventEmitter[]): void {
  for (const stream of streams) {
    stream.on('error', (error: NodeJS.ErrnoException) => {
      if (error.code !== 'EPIPE') throw error;
    });
  }
}

async function ask(question: string): Promise<string> {
  const lines = createInterface({ input: process.stdin, output: process.stderr });
  try {
    return (await lines.question(question)).trim();
  } finally {
    lines.close();
  }
}

function paletteOf(colours: ReturnType<typeof pc.createColors>): Palette {
  return {
    error: colours.red,
    warning: colours.yellow,
    info: colours.cyan,
    ok: colours.green,
    dim: colours.dim,
    bold: colours.bold,
  };
}

/** A line that counts seconds and is wiped at the end; only after a first second, so that quick work stays silent. */
async function spin<T>(what: string, work: () => Promise<T>): Promise<T> {
  const start = Date.now();
  const draw = () => process.stderr.write(`\r${what} ... ${Math.round((Date.now() - start) / 1000)} s `);
  const timer = setInterval(draw, 1000);
  try {
    return await work();
  } finally {
    clearInterval(timer);
    if (Date.now() - start >= 1000) process.stderr.write('\r\x1b[K');
  }
}

/** A plain line for logs when the work takes over a second. */
async function announce<T>(what: string, work: () => Promise<T>): Promise<T> {
  const timer = setTimeout(() => process.stderr.write(`${what} ...\n`), 1000);
  try {
    return await work();
  } finally {
    clearTimeout(timer);
  }
}
