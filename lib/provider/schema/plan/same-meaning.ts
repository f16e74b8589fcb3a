import { whollyKnown } from '../../cty/value';
import { visit } from '../walk';

/** What is there already stays, where the configuration means the same in another way of writing. */
export const keepingMeaning = visit(
  ({ sameMeaning }) => sameMeaning !== null,
  ({ sameMeaning }, { config, prior, planned }) =>
    sameMeaning !== null && config !== null && prior !== null && whollyKnown(config) && sameMeaning(config, prior)
      ? prior
      : planned,
);
