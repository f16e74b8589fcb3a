import type { Rule, Verdict } from '../../lib/rules/rule';

/** What shows that a part of a text was missing when it was put together. */
const TORN: readonly (readonly [fault: string, pattern: RegExp])[] = [
  ['nothing', /^$/],
  ['a value that was not there', /\bundefined\b|\bnull\b|\bNaN\b|\bInfinity\b|\[object/],
  ['blanks at an end', /^\s|\s$/],
  ['two blanks', /\s\s/],
  ['a blank before a mark', / [,;:)]|\( | \.(?![\w.])/],
  ['a mark at an end that joins', /^[,;:]|[,;:]$/],
  ['two marks', /[,;][,;]/],
  ['empty brackets or quotes', /\(\)|\[\]|""|''|``/],
  ['a list with nothing at its end', /\b(?:and|or|the|an)$|\b(?:and|or) (?:and|or)\b/],
];

/** Faults of a text that people are to read, in words; none where it is whole. */
export function faultsOf(text: string): string[] {
  const faults = TORN.filter(([, pattern]) => pattern.test(text)).map(([fault]) => fault);
  return [...faults, ...unbalanced(text)];
}

function unbalanced(text: string): string[] {
  const count = (sign: string) => text.split(sign).length - 1;
  const pairs = [
    ['(', ')'],
    ['[', ']'],
    ['{', '}'],
  ] as const;
  return [
    ...pairs.filter(([open, close]) => count(open) !== count(close)).map(([open]) => `${open} without its end`),
    ...['"', '`'].filter((quote) => count(quote) % 2 !== 0).map((quote) => `${quote} without its end`),
  ];
}

/**
 * What is wrong with the texts of a verdict. A finding says what is wrong, where, the value found, the limit and its
 * source, and what to do: none of them may be torn. What is left out is the rule's own: its source, its fix.
 */
export function tornTexts(rule: Rule, verdict: Verdict): string[] {
  const say = (what: string, text: string | null | undefined) =>
    text == null ? [] : faultsOf(text).map((fault) => `${what} has ${fault}: "${text}"`);
  if (verdict.verdict === 'unknown') {
    return [
      ...say('what is missing', verdict.missing),
      ...(verdict.tokens ?? []).flatMap((name) => say('token', name)),
    ];
  }
  if (verdict.verdict !== 'violation') return [];
  const { message, path, pointer, found, limit, limitSource, fix } = verdict;
  return [
    ...say('message', message ?? ''),
    ...(/\.$/.test(message ?? '') ? [`message has a full stop of its own: "${message}"`] : []),
    ...say('path', path),
    ...say('pointer', pointer),
    ...say('found', found),
    ...say('limit', limit),
    ...say('limitSource', limitSource ?? rule.source),
    ...say('fix', fix ?? rule.fix),
    ...(/^[^A-Z`]|\.$/.test(fix ?? rule.fix) ? [`fix is no instruction: "${fix}"`] : []),
    ...(pointer !== undefined && !/^[a-zA-Z]+(\.[a-zA-Z]+)*$/.test(pointer)
      ? [`pointer is no property: "${pointer}"`]
      : []),
  ];
}
