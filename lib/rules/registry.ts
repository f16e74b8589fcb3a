import type { RuleText } from '../model/rule-text';
import { ACKNOWLEDGEMENT_TEXTS } from './acknowledgement-texts';
import { ALL_RULES, DEFERRED } from './index';
import type { DeferredRule, Rule } from './rule';

/** Rules that another stage judges by itself: it makes the findings, and only their text is known here. */
export interface StageTexts {
  /** In words: `resolving`, `planning`, `simulation`, `prediction`. */
  readonly stage: string;
  readonly texts: readonly RuleText[];
}

/** What is known of one rule id. */
export interface KnownRule {
  readonly id: string;
  readonly title: string;
  /** Who judges it: `rules` for the rules of this folder, else the stage; null when nobody does at synth. */
  readonly stage: string | null;
  /** null for a rule that is decided later and by no stage of its own. */
  readonly text: RuleText | null;
  /** Set when the rules cannot decide it at synth. */
  readonly deferred: DeferredRule | null;
}

export interface RuleRegistry {
  readonly rules: readonly Rule[];
  readonly deferred: readonly DeferredRule[];
  readonly stages: readonly StageTexts[];
  /** Upper or lower case. */
  readonly find: (id: string) => KnownRule | undefined;
  /** Every id that is known, sorted. */
  readonly ids: readonly string[];
}

/** The rules of this library with the texts of the given stages. */
export function ruleRegistry(stages: readonly StageTexts[] = []): RuleRegistry {
  const all = [...stages, { stage: 'acknowledgements', texts: ACKNOWLEDGEMENT_TEXTS }];
  const known = new Map<string, KnownRule>();
  const deferred = new Map(DEFERRED.map((rule) => [rule.id, rule]));
  const add = (stage: string, text: RuleText) => {
    if (known.has(text.id)) return;
    known.set(text.id, { id: text.id, title: text.title, stage, text, deferred: deferred.get(text.id) ?? null });
  };
  for (const rule of ALL_RULES) add('rules', rule);
  for (const { stage, texts } of all) for (const text of texts) add(stage, text);
  for (const rule of DEFERRED) {
    if (!known.has(rule.id))
      known.set(rule.id, { id: rule.id, title: rule.title, stage: null, text: null, deferred: rule });
  }
  return {
    rules: ALL_RULES,
    deferred: DEFERRED,
    stages: all,
    find: (id) => known.get(id.toUpperCase()),
    ids: [...known.keys()].sort(),
  };
}

/** The rules of this folder alone. */
export const DEFAULT_REGISTRY: RuleRegistry = ruleRegistry();
