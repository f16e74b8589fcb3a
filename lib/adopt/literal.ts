/** Longest line of code that is written. */
const WIDTH = 110;

/** A value of TypeScript that is written as it stands: a variable, a member of an enum. */
export class Expression {
  public constructor(public readonly text: string) {}
}

export type Literal =
  string | number | boolean | Expression | readonly Literal[] | { readonly [name: string]: Literal };

/** On one line where that fits behind `indent` and `before` columns, else member for member. */
export function written(value: Literal, indent = '', before = 0): string {
  const line = oneLine(value);
  if (indent.length + before + line.length <= WIDTH || !isCompound(value)) return line;
  const inner = `${indent}  `;
  if (isList(value)) {
    return `[\n${value.map((one) => `${inner}${written(one, inner)},\n`).join('')}${indent}]`;
  }
  const members = Object.entries(value).map(
    ([name, one]) => `${inner}${member(name, written(one, inner, name.length + 2))},\n`,
  );
  return `{\n${members.join('')}${indent}}`;
}

/** In single quotes, with whatever a text may hold. */
export function quoted(text: string): string {
  return `'${JSON.stringify(text).slice(1, -1).replaceAll('\\"', '"').replaceAll("'", "\\'")}'`;
}

function oneLine(value: Literal): string {
  if (value instanceof Expression) return value.text;
  if (typeof value === 'string') return quoted(value);
  if (!isCompound(value)) return String(value);
  if (isList(value)) return `[${value.map(oneLine).join(', ')}]`;
  const members = Object.entries(value).map(([name, one]) => member(name, oneLine(one)));
  return members.length === 0 ? '{}' : `{ ${members.join(', ')} }`;
}

function isCompound(value: Literal): value is readonly Literal[] | { readonly [name: string]: Literal } {
  return typeof value === 'object' && !(value instanceof Expression);
}

function isList(value: readonly Literal[] | { readonly [name: string]: Literal }): value is readonly Literal[] {
  return Array.isArray(value);
}

function member(name: string, value: string): string {
  return name === value ? name : `${/^[A-Za-z_$][\w$]*$/.test(name) ? name : quoted(name)}: ${value}`;
}
