import type { AttributePath } from '../cty/path';

/** What is wrong with a value, for people. Complete sentences; the framework puts path and value in front. */
export interface Problem {
  /** What is wrong, and what the limit is with its source. */
  readonly problem: string;
  /** What to do. */
  readonly fix: string;
  /** The part of the value that is meant, from the value on; the whole value if left out. */
  readonly at?: AttributePath;
}

/** A check of one attribute's value, called with values that are known and not null. */
export interface Validator<T> {
  /** For the documentation: `between 1 and 4094`. */
  readonly description: string;
  /** Null for a value that is right. */
  problemOf(value: T): Problem | null;
}
