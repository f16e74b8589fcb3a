import type { Validator } from '../schema';

/** Attributes of several resources are held to the same things, in the same words. */

export const oneOf = (...words: readonly string[]): Validator<string> => ({
  description: `one of ${words.map((word) => `\`${word}\``).join(', ')}`,
  problemOf: (value) =>
    words.includes(value) ? null : { problem: `This is not one of ${words.join(', ')}`, fix: `Write one of them` },
});

export const fromZero: Validator<number> = {
  description: 'a whole number from 0',
  problemOf: (value) => (value >= 0 ? null : { problem: 'This is below 0', fix: 'Write a whole number from 0' }),
};

/** @param what there is between them, where that says more */
export const between = (least: number, most: number, what?: string): Validator<number> => ({
  description: `between ${least} and ${most}`,
  problemOf: (value) =>
    value >= least && value <= most
      ? null
      : {
          problem: `This is not between ${least} and ${most}${what === undefined ? '' : `, which is what ${what}`}`,
          fix: 'Write a number between them',
        },
});

/**
 * @param normal the text as hosts write it; null for what is none
 * @param what it is to be, with an example
 */
export const written = (normal: (text: string) => string | null, what: string): Validator<string> => ({
  description: what,
  problemOf: (value) => (normal(value) === null ? { problem: `This is not ${what}`, fix: `Write ${what}` } : null),
});

/** Whether two spellings mean the same. */
export const sameBy = (normal: (text: string) => string | null) => (a: string, b: string) =>
  normal(a) !== null && normal(a) === normal(b);
