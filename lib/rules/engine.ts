import type { Finding } from '../model/finding';
import type { ConstructPath } from '../model/units';
import type { ResolvedHost } from '../resolve/resolved';
import { type AcknowledgementRequest, applyAcknowledgements } from './acknowledge';
import { ALL_RULES } from './index';
import { judgeAll, verdictList } from './judge';
import { COMPLIANT, NOT_APPLICABLE, type Rule, type Unknown, type Violation } from './rule';

export interface RunOptions {
  /** @default every rule of this library */
  readonly rules?: readonly Rule[];
  /** @default none; give them here only when no other stage adds findings, else to `applyAcknowledgements` at the end */
  readonly acknowledgements?: readonly AcknowledgementRequest[];
  /**
   * Is told, in place of a finding, of each rule that lacks a fact of a host without an inventory.
   * @default such rules are found to be skipped as others are
   */
  readonly withoutInventory?: (host: ResolvedHost, rule: Rule) => void;
}

/**
 * What the rules have to say about the hosts: violations by host path, construct path and rule id, then one finding for
 * each rule and missing fact over all hosts. Rules that hold say nothing.
 */
export function runRules(hosts: readonly ResolvedHost[], options: RunOptions = {}): Finding[] {
  const found: Found[] = [];
  const skipped = new Map<Rule, Map<string, Skipped>>();
  judgeAll(options.rules ?? ALL_RULES, hosts, (rule, verdicts, path, host) => {
    if (verdicts === COMPLIANT || verdicts === NOT_APPLICABLE) return;
    for (const verdict of verdictList(verdicts)) {
      if (verdict.verdict === 'violation') found.push({ rule, violation: verdict, path: verdict.path ?? path, host });
      else if (verdict.verdict !== 'unknown' || isSaid(verdict, path, host ? [host] : hosts)) continue;
      else if (host?.presumed && options.withoutInventory && !verdict.tokens) options.withoutInventory(host, rule);
      else noteSkipped(skipped, rule, verdict, path, host);
    }
  });
  const findings = [...findingsOf(found, hosts), ...skippedFindings(skipped)];
  return options.acknowledgements ? applyAcknowledgements(findings, options.acknowledgements) : findings;
}

interface Found {
  readonly rule: Rule;
  readonly violation: Violation;
  readonly path: ConstructPath;
  readonly host: ResolvedHost | null;
}

function findingsOf(found: readonly Found[], hosts: readonly ResolvedHost[]): Finding[] {
  if (found.length === 0) return [];
  const hostOf = found.some((f) => f.host === null) ? hostIndex(hosts) : undefined;
  return found
    .map((f) => ({ ...f, host: f.host ?? hostOf?.get(f.path) ?? null }))
    .sort(byPlace)
    .map(({ rule, violation, path, host }) => findingOf(rule, violation, path, host));
}

function findingOf(rule: Rule, violation: Violation, path: ConstructPath, host: ResolvedHost | null): Finding {
  const { pointer, found, limit } = violation;
  return {
    ruleId: rule.id,
    severity: violation.severity ?? rule.severity,
    constructPath: path,
    message: violation.message,
    fix: violation.fix ?? rule.fix,
    ...(host === null ? {} : { host: host.name }),
    ...(pointer === undefined ? {} : { pointer }),
    ...(found === undefined ? {} : { found }),
    ...(limit === undefined ? {} : { limit }),
    limitSource: violation.limitSource ?? rule.source,
  };
}

function byPlace(a: Found, b: Found): number {
  return (
    compare(a.host?.path ?? '', b.host?.path ?? '') ||
    compare(a.path, b.path) ||
    compare(a.rule.id, b.rule.id) ||
    compare(a.violation.pointer ?? '', b.violation.pointer ?? '') ||
    compare(a.violation.message, b.violation.message)
  );
}

/** By code unit, so that the order is the same in every locale. */
function compare(a: string, b: string): number {
  return a < b ? -1 : a > b ? 1 : 0;
}

/** Rules over the fleet name a construct; this tells whose host it is on. */
function hostIndex(hosts: readonly ResolvedHost[]): Map<ConstructPath, ResolvedHost> {
  const index = new Map<ConstructPath, ResolvedHost>();
  for (const host of hosts) {
    index.set(host.path, host);
    for (const pf of host.physicalFunctions) {
      index.set(pf.path, host);
      for (const pool of pf.pools) index.set(pool.path, host);
    }
    for (const attachment of host.attachments) index.set(attachment.path, host);
  }
  return index;
}

/**
 * Whether what a rule lacks is a property whose value is none at all, which has an error of its own: on the subject, or on
 * what hangs together with it.
 */
function isSaid({ tokens }: Unknown, subject: ConstructPath, hosts: readonly ResolvedHost[]): boolean {
  if (tokens === undefined) return false;
  return hosts.some((host) =>
    host.wanted.invalid?.some(({ path, name }) => tokens.includes(name) && hangTogether(path, subject, host)),
  );
}

/** Whether two constructs belong to one PF; the host, and the fleet, belong to all. */
function hangTogether(a: ConstructPath, b: ConstructPath, host: ResolvedHost): boolean {
  const belongsToAll = (path: ConstructPath) => path === '' || path === host.path;
  if (belongsToAll(a) || belongsToAll(b)) return true;
  return host.physicalFunctions.some((pf) => {
    const paths = [pf.path, ...pf.pools.flatMap((pool) => [pool.path, ...pool.attachments.map(({ path }) => path)])];
    return paths.includes(a) && paths.includes(b);
  });
}

/** For how many subjects one rule lacked one fact, and for which first. */
interface Skipped {
  /** A token decides it, and no inventory tells. */
  readonly isToken: boolean;
  count: number;
  /** Subject that was counted last: a rule may lack the same fact of it several times. */
  last: ConstructPath;
  path: ConstructPath;
  host: ResolvedHost | null;
}

function noteSkipped(
  skipped: Map<Rule, Map<string, Skipped>>,
  rule: Rule,
  { missing, tokens }: Unknown,
  path: ConstructPath,
  host: ResolvedHost | null,
): void {
  const ofRule = skipped.get(rule) ?? new Map<string, Skipped>();
  skipped.set(rule, ofRule);
  const entry = ofRule.get(missing);
  if (entry === undefined) {
    ofRule.set(missing, { isToken: tokens !== undefined, count: 1, last: path, path, host });
    return;
  }
  if (entry.last === path) return;
  entry.count += 1;
  entry.last = path;
  if (path < entry.path) {
    entry.path = path;
    entry.host = host;
  }
}

function skippedFindings(skipped: ReadonlyMap<Rule, ReadonlyMap<string, Skipped>>): Finding[] {
  const findings: Finding[] = [];
  for (const [rule, ofRule] of skipped) {
    for (const [missing, { isToken, count, path, host }] of ofRule) {
      findings.push({
        ruleId: rule.id,
        severity: 'info',
        constructPath: path,
        message: `not checked for ${SUBJECTS[rule.on](count)}: missing ${missing}`,
        fix: isToken ? TOKEN_FIX : FACT_FIX,
        ...(count === 1 && host !== null ? { host: host.name } : {}),
        limitSource: rule.source,
      });
    }
  }
  return findings.sort((a, b) => compare(a.ruleId, b.ruleId) || compare(a.message, b.message));
}

const TOKEN_FIX = 'Give a value that is known at synth if the rule is to hold before deploy';
const FACT_FIX = 'Give the fact in the inventory, or as an override of the device with its source';

const several = (singular: string, plural: string) => (count: number) =>
  count === 1 ? `1 ${singular}` : `${count} ${plural}`;

const SUBJECTS: Readonly<Record<Rule['on'], (count: number) => string>> = {
  fleet: () => 'the fleet',
  host: several('host', 'hosts'),
  physicalFunction: several('physical function', 'physical functions'),
  pool: several('pool', 'pools'),
  settings: several('pool or attachment', 'pools and attachments'),
  attachment: several('attachment', 'attachments'),
};
