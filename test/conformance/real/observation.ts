/** What the agent says of the host: paths are relative to the root. */
export interface Observation {
  /** Paths that are there. */
  readonly names: readonly string[];
  /** First line of files; all of `proc/modules`. */
  readonly files: ReadonlyMap<string, string>;
  /** Output of commands by the name that captures give them. */
  readonly commands: ReadonlyMap<string, string>;
}

/**
 * What the agent has said since it was started: each of its answers has only what is new (`+ KEY<tab>TEXT`) and what is
 * gone (`- KEY`).
 */
export class Told {
  private readonly texts = new Map<string, string>();

  public take(lines: readonly string[]): void {
    for (const line of lines) {
      const [key = '', ...rest] = line.slice(2).split('\t');
      if (line.startsWith('- ')) this.texts.delete(key);
      else this.texts.set(key, rest.join('\t').replaceAll('\\n', '\n'));
    }
  }

  public forget(): void {
    this.texts.clear();
  }

  /** Keys are `d:FOLDER`, whose text are the names in it, `f:FILE` and `c:COMMAND`. */
  public get observation(): Observation {
    const names: string[] = [];
    const files = new Map<string, string>();
    const commands = new Map<string, string>();
    for (const [key, text] of this.texts) {
      const what = key.slice(2);
      if (key.startsWith('f:')) files.set(what, text);
      else if (key.startsWith('c:')) commands.set(what, text);
      else names.push(...text.split(' ').map((name) => `${what}/${name}`));
    }
    return { names, files, commands };
  }
}
