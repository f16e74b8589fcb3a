import type { ConstructPath } from './units';

/** `fatal` cannot be acknowledged; `fatal` and `error` fail synth; `warning` and `info` are said once. */
export type Severity = 'fatal' | 'error' | 'warning' | 'info';

/** A rule's verdict on something that is wanted, observed, planned or predicted. */
export interface Finding {
  /** `RATE-003`. */
  readonly ruleId: string;
  readonly severity: Severity;
  readonly constructPath: ConstructPath;
  /** What is wrong, with the value found and the limit; lower case start, no full stop at the end. */
  readonly message: string;
  /** What to do, as a sentence without its full stop. */
  readonly fix: string;
  /** Name of the host it is about. */
  readonly host?: string;
  /** Property or JSON pointer inside the construct or file: `vlan`, `/physicalFunctions/0/address`. */
  readonly pointer?: string;
  readonly found?: string;
  readonly limit?: string;
  /** Where the limit comes from. */
  readonly limitSource?: string;
  /** Set when somebody accepted it; it stays visible. */
  readonly acknowledged?: Acknowledgement;
  /** Where the construct is made; absent where that cannot be told. */
  readonly location?: SourceLocation;
}

/** A line of the app's source. */
export interface SourceLocation {
  /** Path from the root of the repository, or from the folder the app ran in; with slashes. */
  readonly file: string;
  /** From 1. */
  readonly line: number;
}

export interface Acknowledgement {
  readonly reason: string;
  /** Construct on which it was acknowledged. */
  readonly constructPath: ConstructPath;
}

/** The worst first. */
export const SEVERITIES = ['fatal', 'error', 'warning', 'info'] as const satisfies readonly Severity[];

/** Whether the finding is of this severity or worse, and was not accepted. */
export function isAtLeast(finding: Finding, severity: Severity): boolean {
  return finding.acknowledged === undefined && SEVERITIES.indexOf(finding.severity) <= SEVERITIES.indexOf(severity);
}

/** Whether the finding stops synth, deploy and check. */
export function isBlocking(finding: Finding): boolean {
  return isAtLeast(finding, 'error');
}
