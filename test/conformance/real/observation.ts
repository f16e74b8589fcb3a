/** What the agent says of the host: paths are relative to the root. */
export interface Observation {
  /** Paths that are there. */
  readonly names: readonly string[];
  /** First line of files. */
  readonly files: ReadonlyMap<string, string>;
  /** `/proc/modules`. */
  readonly modules: string;
  /** Output of commands by the name that captures give them. */
  readonly commands: ReadonlyMap<string, string>;
}

/** Attributes that the agent reads; paths hold colons, as addresses of functions do. */
const FILE_LINE = /^\/(.+?\/[a-z_]+):(.*)$/;
const MODULE_LINE = '/proc/modules:';

export function parseObservation(lines: readonly string[]): Observation {
  const names: string[] = [];
  const files = new Map<string, string>();
  const commands = new Map<string, string>();
  let modules = '';
  let part = '';
  for (const line of lines) {
    if (line.startsWith('@ ')) part = line.slice(2);
    else if (part === 'names') names.push(...line.split(' ').filter(isThere).map(relative));
    else if (part !== 'files') commands.set(part, `${commands.get(part) ?? ''}${line}\n`);
    else if (line.startsWith(MODULE_LINE)) modules += `${line.slice(MODULE_LINE.length)}\n`;
    else {
      const [, path, text] = FILE_LINE.exec(line) ?? [];
      if (path !== undefined && text !== undefined) files.set(path, text);
    }
  }
  return { names, files, modules, commands };
}

/** A pattern that nothing matches stands for itself. */
function isThere(name: string): boolean {
  return !name.includes('*');
}

function relative(name: string): string {
  return name.slice(1);
}
