/** A key that an object holds twice: `JSON.parse` keeps the last and says nothing. */
export interface RepeatedKey {
  readonly key: string;
  /** Pointer of the object, `` for the document. */
  readonly pointer: string;
}

interface Container {
  /** Keys so far; null for a list. */
  readonly keys: Set<string> | null;
  /** Key or index of the member being read. */
  member: string | number;
}

/**
 * Keys that stand twice in one object.
 *
 * @param json valid JSON
 * @param value what it was parsed into, for who has that at hand: where that has as many keys as the text, none is repeated, which is found out in
 *   a quarter of the time that finding them takes
 */
export function repeatedKeys(json: string, value: unknown = JSON.parse(json)): RepeatedKey[] {
  return keysOfText(json) === keysOfValue(value) ? [] : findRepeated(json);
}

/** Strings that a colon follows. */
function keysOfText(json: string): number {
  let keys = 0;
  for (let at = json.indexOf('"'); at !== -1; at = json.indexOf('"', at + 1)) {
    at = endOfString(json, at) + 1;
    while (isBlank(json.charCodeAt(at))) at++;
    if (json.charCodeAt(at) === 0x3a) keys++;
    else at--;
  }
  return keys;
}

function isBlank(code: number): boolean {
  return code === 0x20 || code === 0x0a || code === 0x0d || code === 0x09;
}

/** Without recursion: a hostile document may be nested deeper than the stack. */
function keysOfValue(value: unknown): number {
  let keys = 0;
  const open: unknown[] = [value];
  for (let next = open.pop(); next !== undefined; next = open.pop()) {
    if (typeof next !== 'object' || next === null) continue;
    const members: unknown[] = Object.values(next);
    if (!Array.isArray(next)) keys += members.length;
    for (const member of members) if (typeof member === 'object' && member !== null) open.push(member);
  }
  return keys;
}

function findRepeated(json: string): RepeatedKey[] {
  const repeated: RepeatedKey[] = [];
  const open: Container[] = [];
  let expectsKey = false;
  for (let at = 0; at < json.length; at++) {
    const top = open[open.length - 1];
    switch (json.charCodeAt(at)) {
      case 0x22: {
        const end = endOfString(json, at);
        if (expectsKey && top?.keys) {
          const key = textOf(json, at, end);
          if (top.keys.has(key)) repeated.push({ key, pointer: pointerOf(open) });
          top.keys.add(key);
          top.member = key;
          expectsKey = false;
        }
        at = end;
        break;
      }
      case 0x7b:
        open.push({ keys: new Set(), member: '' });
        expectsKey = true;
        break;
      case 0x5b:
        open.push({ keys: null, member: 0 });
        expectsKey = false;
        break;
      case 0x7d:
      case 0x5d:
        open.pop();
        expectsKey = false;
        break;
      case 0x2c:
        expectsKey = top?.keys != null;
        if (top && typeof top.member === 'number') top.member++;
        break;
    }
  }
  return repeated;
}

/** One member of a JSON pointer, escaped as in RFC 6901. */
export function pointerMember(key: string | number): string {
  return String(key).replaceAll('~', '~0').replaceAll('/', '~1');
}

/** Pointer of the innermost container: the members of those around it. */
function pointerOf(open: readonly Container[]): string {
  return open
    .slice(0, -1)
    .map(({ member }) => `/${pointerMember(member)}`)
    .join('');
}

/** Index of the closing quote. */
function endOfString(json: string, start: number): number {
  for (let at = start + 1; ; at++) {
    const quote = json.indexOf('"', at);
    if (quote === -1) return json.length;
    // An odd number of backslashes before it: the quote is part of the text.
    let first = quote;
    while (json.charCodeAt(first - 1) === 0x5c && first - 1 > start) first--;
    if ((quote - first) % 2 === 0) return quote;
    at = quote;
  }
}

function textOf(json: string, start: number, end: number): string {
  const raw = json.slice(start + 1, end);
  return raw.includes('\\') ? JSON.parse(`"${raw}"`) : raw;
}
