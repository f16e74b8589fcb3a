/** A text of a file of shell or awk with words `@NAME@` in it that are still to be put in (scripts/embed-shell.mjs). */
export interface Template<Word extends string> {
  readonly text: string;
  /** Never there: it keeps the words known to the compiler. */
  readonly words?: Word;
}

/** The text with its words put in. The compiler holds that all are there, and no others. */
export function fill<Word extends string>(
  { text }: Template<Word>,
  values: Readonly<Record<Word, string | number>>,
): string {
  const put: Readonly<Record<string, string | number>> = values;
  return text.replaceAll(/@([A-Z][A-Z0-9_]*)@/g, (_marker, word: string) => String(put[word]));
}
