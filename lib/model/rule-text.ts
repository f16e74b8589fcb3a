import type { Severity } from './finding';

/** What every rule says about itself; RULES.md and `sriov explain` print it. */
export interface RuleText {
  /** `RATE-003`. */
  readonly id: string;
  /** What must hold, in a few words. */
  readonly title: string;
  readonly severity: Severity;
  /** What goes wrong otherwise, in one or two sentences. */
  readonly protects: string;
  /** Where the limit or the behaviour comes from. */
  readonly source: string;
  /** What to do, in general; a violation may give a more exact one. */
  readonly fix: string;
}
