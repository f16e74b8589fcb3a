import { sha256 } from '../../host/file-names';

interface Branch {
  readonly next: Map<string, Branch>;
  name?: string;
}

/** Texts that stand in many places, each kept once under a name that follows from the text alone. */
export class SharedTexts {
  private readonly texts = new Map<string, string>();
  private readonly root: Branch = { next: new Map() };

  /** @param textOf puts a text together from its parts */
  public constructor(
    private readonly prefix: string,
    private readonly textOf: (parts: readonly string[]) => string,
  ) {}

  /**
   * The name of the text of these parts. Texts are made of the same few parts, and thousands ask: a part is found by the hash
   * that its string has, where a text put together for the question would be read as a whole each time.
   */
  public nameOf(parts: readonly string[]): string {
    let branch = this.root;
    for (const part of parts) {
      const next = branch.next.get(part) ?? { next: new Map() };
      branch.next.set(part, next);
      branch = next;
    }
    branch.name ??= this.add(this.textOf(parts));
    return branch.name;
  }

  /** The text that was given this name. */
  public textNamed(name: string): string {
    const text = this.texts.get(name);
    if (text === undefined) throw new Error(`no text has the name ${name}`);
    return text;
  }

  private add(text: string): string {
    const name = `${this.prefix}_${sha256(text).slice(0, 12)}`;
    this.texts.set(name, text);
    return name;
  }
}
