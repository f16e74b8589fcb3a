import { oneLine } from './line';

/** A name that is longer is cut: a comment is no place for all of it. */
const MAX_NAME_LENGTH = 200;

/** GitHub takes comments of 65 536 characters, GitLab of 1 000 000. */
export const MAX_COMMENT_LENGTH = 60_000;

/**
 * A table of Markdown with as many rows as fit; what is left out is said.
 *
 * @param rest where the others are to be seen, in Markdown
 */
export function markdownTable(
  heads: readonly string[],
  rows: readonly (readonly string[])[],
  maxLength: number,
  rest: string,
): string {
  const lines = [row(heads), row(heads.map(() => '---'))];
  let length = 0;
  for (const [index, cells] of rows.entries()) {
    const line = row(cells);
    length += line.length;
    if (length > maxLength) {
      lines.push('', `${rows.length - index} more: ${rest}`);
      break;
    }
    lines.push(line);
  }
  return lines.join('\n');
}

/** The lines of such a table below a title, folded; none where there is no row. */
export function foldedTable(
  title: string,
  heads: readonly string[],
  rows: readonly (readonly string[])[],
  maxLength: number,
  rest: string,
): string[] {
  if (rows.length === 0) return [];
  return [
    '',
    `<details><summary>${title}</summary>`,
    '',
    markdownTable(heads, rows, maxLength, rest),
    '',
    '</details>',
  ];
}

function row(cells: readonly string[]): string {
  return `| ${cells.join(' | ')} |`;
}

/** Text of a user within a cell: nothing of it is markup, a mention or an end of the cell. */
export function markdown(text: string): string {
  return oneLine(text).replace(/[&<>|\\`*_[\]#!~@]/g, (sign) => `&#${sign.charCodeAt(0)};`);
}

export function markdownName(text: string): string {
  return markdownCut(text, MAX_NAME_LENGTH);
}

/** Such a text, of so many characters before it is escaped. */
export function markdownCut(text: string, most: number): string {
  return markdown(text.length > most ? `${text.slice(0, most)}...` : text);
}
