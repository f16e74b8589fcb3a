/** Exit codes, the same for every command. */
export const EXIT = {
  /** Nothing found, nothing differs, done. */
  CLEAN: 0,
  /** Something found, differing or refused. */
  FOUND: 1,
  /** Misuse, unusable input or failure. */
  FAILED: 2,
} as const;

export type ExitCode = (typeof EXIT)[keyof typeof EXIT];
