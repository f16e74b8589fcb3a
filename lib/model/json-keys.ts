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

/** Keys that stand twice in one object. The text must be valid JSON. */
export function repeatedKeys(json: string): RepeatedKey[] {
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
  let at = start + 1;
  while (at < json.length && json.charCodeAt(at) !== 0x22) at += json.charCodeAt(at) === 0x5c ? 2 : 1;
  return at;
}

function textOf(json: string, start: number, end: number): string {
  const raw = json.slice(start + 1, end);
  return raw.includes('\\') ? JSON.parse(`"${raw}"`) : raw;
}
