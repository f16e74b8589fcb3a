import type { IConstruct } from 'constructs';
import type { Severity } from '../../model/finding';
import type { ConstructPath, Iops, Mbps } from '../../model/units';

/**
 * Matchers of Jest and Vitest. What is expected of is an App, a TerraformStack, a construct in one (host, PF, pool,
 * attachment, one of your own), or what `evaluate` gives. They throw, also behind `.not`, where there is nothing to judge:
 * for other values, rules that do not exist, constructs without a host, and what is not known.
 */
export interface SriovMatchers<R = unknown> {
  /**
   * A rule finds something, and it is not acknowledged.
   *
   * @param ruleId `SEC-001`
   */
  toHaveFinding(ruleId: string, options?: FindingOptions): R;
  /** Nothing is found, but for what is acknowledged. */
  toHaveNoFindings(options?: SeverityOptions): R;
  /** The plan of every host is without steps: its inventory is as the app wants it. */
  toPlanNoChange(): R;
  /**
   * The plans disrupt these VMs and no others: they take their VFs away or change them. Behind `.not`: none of them.
   *
   * @param vms names of VMs, in any order; [] for no VM at all. Left out: one at least, whichever it is
   */
  toDisrupt(vms?: readonly string[]): R;
  /**
   * Every attachment gets so much at least, of those of NICs `txMbps` and `rxMbps`, of those of NVMe SSDs `iops`.
   *
   * @param rates one at least
   */
  toGiveAtLeast(rates: LeastRates, options?: RateOptions): R;
}

/** Where a finding is. */
export interface FindingOptions {
  /**
   * The construct that it is about, or its path, as findings show it.
   * @default anywhere in what is expected of
   */
  readonly at?: IConstruct | ConstructPath;
  /**
   * Looks for a finding that is acknowledged, and no other.
   * @default false
   */
  readonly acknowledged?: boolean;
}

/** How bad a finding is. */
export interface SeverityOptions {
  /**
   * This severity and worse ones count.
   * @default info: all
   */
  readonly severity?: Severity;
}

/** What an attachment is to get. */
export interface LeastRates {
  /** From the VM, in Mbit/s. */
  readonly txMbps?: Mbps;
  /** To the VM, in Mbit/s. */
  readonly rxMbps?: Mbps;
  /** Operations per second. */
  readonly iops?: Iops;
}

/** Which rates. */
export interface RateOptions {
  /**
   * An attachment, or a host, PF or pool with attachments, or its path.
   * @default all attachments in what is expected of
   */
  readonly at?: IConstruct | ConstructPath;
  /**
   * What is left beside neighbours that take all they can get, in place of what is predicted beside their demands.
   * @default false
   */
  readonly floor?: boolean;
}

/** What a test runner gives a matcher. */
export interface MatcherContext {
  /** Behind `.not`. */
  readonly isNot?: boolean;
}

/** What a matcher gives a test runner. */
export interface MatcherResult {
  readonly pass: boolean;
  readonly message: () => string;
}

/* eslint-disable @typescript-eslint/no-namespace, @typescript-eslint/no-unused-vars, @typescript-eslint/no-empty-object-type --
   all declarations of an interface have the same parameters, which are those of @types/jest. */
declare global {
  /** Where the types of Jest are, and where Vitest takes matchers from. */
  namespace jest {
    interface Matchers<R, T = {}> extends SriovMatchers<R> {}
  }
}
