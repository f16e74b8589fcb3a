import { toHaveFinding, toHaveNoFindings } from './findings';
import { toDisrupt, toPlanNoChange } from './plans';
import { toGiveAtLeast } from './rates';

export type {
  FindingOptions,
  LeastRates,
  MatcherContext,
  MatcherResult,
  RateOptions,
  SeverityOptions,
  SriovMatchers,
} from './types';

/** For `expect.extend` of Jest and of Vitest; `SriovMatchers` says what they do. */
export const sriovMatchers = { toHaveFinding, toHaveNoFindings, toPlanNoChange, toDisrupt, toGiveAtLeast };
