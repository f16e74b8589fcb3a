import { sha256 } from '../../host/file-names';

/** Texts that stand in many places, each kept once under a name that follows from the text alone. */
export class SharedTexts {
  private readonly names = new Map<string, string>();

  public constructor(private readonly prefix: string) {}

  public nameOf(text: string): string {
    const known = this.names.get(text);
    if (known !== undefined) return known;
    const name = `${this.prefix}_${sha256(text).slice(0, 12)}`;
    this.names.set(text, name);
    return name;
  }

  /** The text that was given this name. */
  public textOf(name: string): string {
    for (const [text, known] of this.names) if (known === name) return text;
    throw new Error(`no text has the name ${name}`);
  }
}
