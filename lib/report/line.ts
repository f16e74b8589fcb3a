import { counted } from '../model/text';

export { counted, oneLine } from '../model/text';

/** The first lines, and how many more there are. */
export function firstOf(lines: readonly string[], most: number, noun: string, plural = `${noun}s`): string[] {
  const more = lines.length - most;
  if (more <= 0) return [...lines];
  return [...lines.slice(0, most), `and ${counted(more, `more ${noun}`, `more ${plural}`)}`];
}

/** `0-3, 7`, from whole numbers in rising order. */
export function ranges(numbers: readonly number[]): string {
  const parts: string[] = [];
  for (let at = 0; at < numbers.length;) {
    let end = at;
    while (end + 1 < numbers.length && numbers[end + 1] === numbers[end] + 1) end += 1;
    parts.push(end === at ? `${numbers[at]}` : `${numbers[at]}-${numbers[end]}`);
    at = end + 1;
  }
  return parts.join(', ');
}
