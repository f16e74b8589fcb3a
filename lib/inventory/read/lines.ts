/**
 * Lines of a text that hold something, one at a time: a list of all of them takes many times the memory of a text that
 * somebody has made to that end.
 */
export function* linesOf(text: string | null): Generator<string, void, void> {
  if (text === null) return;
  for (let at = 0; at < text.length;) {
    const end = text.indexOf('\n', at);
    const next = end < 0 ? text.length : end;
    if (next > at) yield text.slice(at, next);
    at = next + 1;
  }
}
