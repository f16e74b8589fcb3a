/** Where a text stops being JSON. */
export interface JsonFault {
  /** From 1. */
  readonly line: number;
  /** From 1, in UTF-16 units as editors count. */
  readonly column: number;
  readonly expected: string;
}

const LITERALS = ['true', 'false', 'null'];
const NUMBER = /-?(?:0|[1-9]\d*)(?:\.\d+)?(?:[eE][+-]?\d+)?/y;

/** The first fault of a text that `JSON.parse` refused; its own message often has no position. */
export function jsonFault(text: string): JsonFault | null {
  const fault = new Scanner(text).run();
  if (fault === null) return null;
  const before = text.slice(0, fault.at);
  const line = before.split('\n').length;
  return { line, column: fault.at - before.lastIndexOf('\n'), expected: fault.expected };
}

interface Fault {
  readonly at: number;
  readonly expected: string;
}

/** Walks through a text without recursion: a hostile one may be nested deeper than any stack. */
class Scanner {
  private at = 0;
  /** Open containers, `{` or `[`. */
  private readonly open: string[] = [];

  public constructor(private readonly text: string) {}

  public run(): Fault | null {
    for (;;) {
      const fault = this.value();
      if (fault !== 'opened' && fault !== null) return fault;
      if (fault === 'opened') continue;
      const after = this.afterValue();
      if (after !== null) return after === 'end' ? null : after;
    }
  }

  /** One value; `opened` where a container has begun and its first value comes next. */
  private value(): Fault | 'opened' | null {
    this.skipBlanks();
    const character = this.text[this.at] ?? '';
    if (character === '"') return this.string();
    if (character === '[' || character === '{') return this.container(character);
    NUMBER.lastIndex = this.at;
    const match = NUMBER.exec(this.text);
    const word = match?.[0] ?? LITERALS.find((literal) => this.text.startsWith(literal, this.at));
    if (word === undefined) return this.fault('a value');
    this.at += word.length;
    return null;
  }

  private container(opening: string): Fault | 'opened' | null {
    this.at++;
    this.skipBlanks();
    if (this.text[this.at] === closingOf(opening)) {
      this.at++;
      return null;
    }
    this.open.push(opening);
    return opening === '{' ? (this.key() ?? 'opened') : 'opened';
  }

  /** Separators and ends of containers up to the next value. */
  private afterValue(): Fault | 'end' | null {
    for (;;) {
      this.skipBlanks();
      const container = this.open.at(-1);
      if (container === undefined) return this.at === this.text.length ? 'end' : this.fault('the end of the document');
      const character = this.text[this.at];
      if (character !== ',' && character !== closingOf(container)) return this.fault(`, or ${closingOf(container)}`);
      this.at++;
      if (character === ',') return container === '{' ? this.key() : null;
      this.open.pop();
    }
  }

  private key(): Fault | null {
    this.skipBlanks();
    if (this.text[this.at] !== '"') return this.fault('a key in double quotes');
    const fault = this.string();
    if (fault !== null) return fault;
    this.skipBlanks();
    if (this.text[this.at] !== ':') return this.fault(':');
    this.at++;
    return null;
  }

  private string(): Fault | null {
    for (let i = this.at + 1; i < this.text.length; i++) {
      const code = this.text.charCodeAt(i);
      if (code === 0x22) {
        this.at = i + 1;
        return null;
      }
      if (code === 0x0a) return { at: i, expected: 'a closing " on the same line' };
      if (code < 0x20) return { at: i, expected: 'an escape such as \\t in place of a control character' };
      if (code !== 0x5c) continue;
      i++;
      const expected = this.faultOfEscape(i);
      if (expected !== null) return { at: i, expected };
    }
    return { at: this.text.length, expected: 'a closing "' };
  }

  private faultOfEscape(at: number): string | null {
    const character = this.text[at] ?? ' ';
    if (character !== 'u') return '"\\/bfnrt'.includes(character) ? null : 'an escape that JSON has';
    return /^[0-9a-fA-F]{4}$/.test(this.text.slice(at + 1, at + 5)) ? null : 'four hexadecimal digits after \\u';
  }

  private skipBlanks(): void {
    while (' \t\n\r'.includes(this.text[this.at] ?? 'x')) this.at++;
  }

  private fault(expected: string): Fault {
    return { at: this.at, expected };
  }
}

function closingOf(opening: string): string {
  return opening === '{' ? '}' : ']';
}
