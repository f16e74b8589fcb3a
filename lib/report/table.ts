import type { Paint } from './palette';

export interface TableOptions {
  /** Columns whose cells stand at the right, by their number. @default none */
  readonly right?: readonly number[];
  /** Put before each line. @default nothing */
  readonly indent?: string;
  /** @default as it is */
  readonly head?: Paint;
}

/** Aligned columns below their heads, two blanks apart, without blanks at the end of a line. */
export function table(
  head: readonly string[],
  rows: readonly (readonly string[])[],
  options: TableOptions = {},
): string {
  const widths = head.map((title, column) =>
    rows.reduce((width, row) => Math.max(width, (row[column] ?? '').length), title.length),
  );
  const line = (cells: readonly string[]) =>
    widths
      .map((width, column) => {
        const cell = cells[column] ?? '';
        return options.right?.includes(column) ? cell.padStart(width) : cell.padEnd(width);
      })
      .join('  ')
      .trimEnd();
  const paint = options.head ?? ((text: string) => text);
  const indent = options.indent ?? '';
  return [paint(line(head)), ...rows.map(line)].map((text) => `${indent}${text}`).join('\n');
}

/** The lines of such a table, cut at the width. */
export function fittedTable(
  head: readonly string[],
  rows: readonly (readonly string[])[],
  width: number,
  { head: paint, ...options }: TableOptions = {},
): string[] {
  const lines = table(head, rows, options)
    .split('\n')
    .map((line) => cut(line, width));
  return paint === undefined ? lines : [paint(lines[0]), ...lines.slice(1)];
}

/** The text in so many characters, with a mark where its end is left out. */
export function cut(text: string, width: number): string {
  return text.length <= width ? text : `${text.slice(0, Math.max(0, width - 1)).trimEnd()}…`;
}
