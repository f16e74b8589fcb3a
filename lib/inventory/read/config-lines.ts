import { linesOf } from './lines';

/** Longest line of a file of configuration that is looked at, and most characters of the file. */
const MOST_LINE_CHARACTERS = 4096;
export const MOST_CONFIG_CHARACTERS = 1024 * 1024;

/** Lines of a file of configuration, which anybody may have written: the beginning of it, without lines that no person writes. */
export function* configLines(text: string): Generator<string, void, void> {
  for (const line of linesOf(text.slice(0, MOST_CONFIG_CHARACTERS))) {
    if (line.length <= MOST_LINE_CHARACTERS) yield line;
  }
}
