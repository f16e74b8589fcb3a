/**
 * Lines of a text that hold something, one at a time: a list of all of them takes many times the memory of a text that
 * somebody has made to that end. What is kept of a line does not keep the text.
 */
export function* linesOf(text: string | null): Generator<string, void, void> {
  if (text === null) return;
  for (let at = 0; at < text.length;) {
    const end = text.indexOf('\n', at);
    const next = end < 0 ? text.length : end;
    if (next > at) yield detached(text.slice(at, next));
    at = next + 1;
  }
}

/** The same characters in a string of their own: V8 makes of a slice a view, which keeps the whole text in memory. */
export function detached(text: string): string {
  return ` ${text}`.slice(1);
}
