import type { Say } from '../schema';

/** A plan with something that is not known. @param what is not known, as people write it */
export function sayUnchecked(say: Say, what: string): void {
  say.warning(
    'Part of the plan is left to the apply',
    `Not known before the apply: ${what}. What depends on that is neither checked nor planned now; the apply checks all of it before it changes anything.`,
  );
}
