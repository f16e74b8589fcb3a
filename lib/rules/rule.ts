import type { Severity } from '../model/finding';
import type { RuleText } from '../model/rule-text';
import type { VfSettings, VfUse } from '../model/settings';
import type { ConstructPath } from '../model/units';
import type { ResolvedAttachment, ResolvedHost, ResolvedPf, ResolvedPool } from '../resolve/resolved';

export type { RuleText };

/** A rule that wanted state, inventory and catalog cannot decide; RULES.md says why and who does. */
export interface DeferredRule {
  readonly id: string;
  readonly title: string;
  /** Why it is not decided at synth; a sentence without its full stop. */
  readonly reason: string;
  /** `plan`: against the live host; `apply`: while the plan runs. */
  readonly decidedAt: 'plan' | 'apply' | 'not decidable';
}

/** A rule looks at one kind of thing at a time; the engine walks the hosts. */
export type Rule =
  | (RuleText & { readonly on: 'fleet'; readonly check: (hosts: readonly ResolvedHost[]) => Verdicts })
  | (RuleText & { readonly on: 'host'; readonly check: (host: ResolvedHost) => Verdicts })
  | (RuleText & { readonly on: 'physicalFunction'; readonly check: (pf: ResolvedPf, host: ResolvedHost) => Verdicts })
  | (RuleText & {
      readonly on: 'pool';
      readonly check: (pool: ResolvedPool, pf: ResolvedPf, host: ResolvedHost) => Verdicts;
    })
  | (RuleText & { readonly on: 'settings'; readonly check: (subject: SettingsSubject) => Verdicts })
  | (RuleText & {
      readonly on: 'attachment';
      readonly check: (attachment: ResolvedAttachment, pf: ResolvedPf, host: ResolvedHost) => Verdicts;
    });

/**
 * Settings that stand together: once for a pool, and once more for each attachment that overrides some of them or has
 * a use of its own. What several VFs share is so said once.
 */
export interface SettingsSubject {
  /** Construct that states the settings: pool or attachment. */
  readonly path: ConstructPath;
  readonly settings: VfSettings;
  readonly use: VfUse;
  /** Names of settings and uses whose value is a token. */
  readonly unresolved: readonly string[];
  readonly pool: ResolvedPool;
  readonly attachment: ResolvedAttachment | null;
  readonly pf: ResolvedPf;
  readonly host: ResolvedHost;
}

export type Verdicts = Verdict | readonly Verdict[];

export type Verdict = Violation | Unknown | typeof COMPLIANT | typeof NOT_APPLICABLE;

export interface Violation {
  readonly verdict: 'violation';
  /** What is wrong, with the value found and the limit; lower case start, no full stop. */
  readonly message: string;
  /** Construct it is about; default: the subject. */
  readonly path?: ConstructPath;
  /** Property of that construct. */
  readonly pointer?: string;
  readonly found?: string;
  readonly limit?: string;
  /** Default: the rule's source. */
  readonly limitSource?: string;
  /** Default: the rule's fix. */
  readonly fix?: string;
  /** Default: the rule's severity. */
  readonly severity?: Severity;
}

/** The rule cannot be decided: a token, or a fact that nobody knows. Said once at info level. */
export interface Unknown {
  readonly verdict: 'unknown';
  /** What would decide it: `vlan (a token)`, `link speed of 0000:3b:00.0`. */
  readonly missing: string;
  /** Names of the properties of which one decides it and is a token; absent where a fact is missing. */
  readonly tokens?: readonly string[];
}

/** The rule holds. */
export const COMPLIANT = { verdict: 'compliant' } as const;

/** The rule has nothing to say about this subject. */
export const NOT_APPLICABLE = { verdict: 'notApplicable' } as const;

export function violation(text: Omit<Violation, 'verdict'>): Violation {
  return { verdict: 'violation', ...text };
}

export function unknown(missing: string): Unknown {
  return { verdict: 'unknown', missing };
}

/** `unknown` because one of these properties is a token. */
export function unknownToken(names: readonly string[], words = names.join(', ')): Unknown {
  return { verdict: 'unknown', missing: `${words} (a token, known only at deploy)`, tokens: names };
}

/** `unknown` when one of the named properties is a token. */
export function tokenAmong(unresolved: readonly string[], ...names: readonly string[]): Unknown | undefined {
  if (unresolved.length === 0) return undefined;
  const hit = names.find((name) => unresolved.includes(name));
  return hit === undefined ? undefined : unknownToken([hit]);
}
