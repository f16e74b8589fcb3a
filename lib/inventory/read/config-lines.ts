/** Longest line of a file of configuration that is looked at, and most characters of the file. */
const MOST_LINE_CHARACTERS = 4096;
const MOST_CHARACTERS = 1024 * 1024;

/** Lines of a file of configuration, which anybody may have written: the beginning of it, without lines that no person writes. */
export function configLines(text: string): string[] {
  return text
    .slice(0, MOST_CHARACTERS)
    .split('\n')
    .filter((line) => line.length <= MOST_LINE_CHARACTERS);
}
