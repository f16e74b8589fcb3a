/** Texts that would be more than text on a page that does not escape them. */
export const HOSTILE: readonly (readonly [what: string, text: string])[] = [
  ['a script', '<script>alert(1)</script>'],
  ['an end of the style sheet', '</style><script>alert(1)</script>'],
  ['an image that runs code', '<img src=x onerror=alert(1)>'],
  ['an end of an attribute', '" onmouseover="alert(1)'],
  ['an apostrophe that ends one', "' onmouseover='alert(1)"],
  ['an entity', '&lt;b&gt;&#60;script&#62;'],
  ['a comment', '<!-- --><![CDATA[ ]]>'],
  ['a text from right to left', '\u05d0\u05d1\u05d2 \u0627\u0644\u0639'],
  ['a turn of the direction', '\u202e\u2066evil\u2069'],
  ['controls and halves of pairs', '\u0000\u0007\ud800\udfff\u2028'],
  ['10 000 characters', 'x'.repeat(10_000)],
];

/** Fields whose values are words of this program, numbers of a kernel, or addresses: nothing that an app names. */
const OWN = new Set(['severity', 'kind', 'result', 'effect', 'resource', 'unit', 'id', 'letter', 'deviceClass']);
const ADDRESSES = new Set(['address', 'pf']);

/**
 * The facts with all texts changed that come from an app, a host or a driver.
 *
 * @param own fields beside the usual ones whose values are words of this program
 */
export function withTexts<T extends object>(
  facts: T,
  change: (text: string) => string,
  own: readonly string[] = [],
): T {
  const isOwn = (key: string) => OWN.has(key) || ADDRESSES.has(key) || own.includes(key);
  const changed = (value: unknown, key: string): unknown => {
    if (typeof value === 'string') return isOwn(key) ? value : change(value);
    if (Array.isArray(value)) return value.map((one) => changed(one, key));
    if (typeof value !== 'object' || value === null) return value;
    return Object.fromEntries(Object.entries(value).map(([name, one]) => [name, changed(one, name)]));
  };
  return changed(facts, '') as T;
}
