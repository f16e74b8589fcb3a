/**
 * Text from a file or from a user as it may stand in one line on a terminal: control characters, and those that turn
 * the direction of writing, are shown by their number.
 */
export function oneLine(text: string): string {
  return CONTROL.test(text) ? text.replace(ALL_CONTROL, shown) : text;
}

// eslint-disable-next-line no-control-regex -- they are what it looks for
const CONTROL = /[\u0000-\u001f\u007f-\u009f\u2028-\u202e\u2066-\u2069]/;
const ALL_CONTROL = new RegExp(CONTROL.source, 'g');

function shown(character: string): string {
  if (character === '\n') return '\\n';
  return `\\u${character.charCodeAt(0).toString(16).padStart(4, '0')}`;
}

/** `1 VF`, `5 VFs`. */
export function counted(count: number, noun: string, plural = `${noun}s`): string {
  return `${count} ${count === 1 ? noun : plural}`;
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
