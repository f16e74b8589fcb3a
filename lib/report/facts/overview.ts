import { REGISTRY } from '../../evaluate/registry';
import { type Finding, SEVERITIES, type Severity } from '../../model/finding';
import { comparePlain } from '../../model/order';
import { summarise } from '../findings';
import type { HostReport, OverviewFacts, RuleCount } from './facts';

/** @param fleetFindings those that are about none of the hosts */
export function overviewOf(hosts: readonly HostReport[], fleetFindings: readonly Finding[]): OverviewFacts {
  const sum = (of: (host: HostReport) => number) => hosts.reduce((total, host) => total + of(host), 0);
  return {
    hosts: hosts.length,
    physicalFunctions: sum(({ physicalFunctions }) => physicalFunctions.filter(({ path }) => path !== null).length),
    virtualFunctions: sum(({ summary }) => summary.virtualFunctions),
    vms: sum(({ summary }) => summary.vms),
    vmsWithDemand: sum(({ summary }) => summary.vmsWithDemand),
    vmsBelowDemand: sum(({ summary }) => summary.vmsBelowDemand),
    vmsBelowGuarantee: sum(({ summary }) => summary.vmsBelowGuarantee),
    steps: sum(({ plan }) => plan.steps),
    refusedHosts: hosts.filter(({ plan }) => plan.refusals.length > 0).length,
    vmsDisrupted: sum(({ summary }) => summary.vmsDisrupted),
    linksLost: sum(({ plan }) => plan.blastRadius.links.length),
    findings: summarise([...fleetFindings, ...hosts.flatMap(({ findings }) => findings)]),
    rules: ruleCounts(hosts, fleetFindings),
  };
}

function ruleCounts(hosts: readonly HostReport[], fleetFindings: readonly Finding[]): RuleCount[] {
  const counts = new Map<string, Counted>();
  count(fleetFindings, counts);
  for (const { findings } of hosts) {
    const seen = count(findings, counts);
    for (const counted of seen) counted.hosts += 1;
  }
  return [...counts.values()].sort(
    (a, b) =>
      SEVERITIES.indexOf(a.severity) - SEVERITIES.indexOf(b.severity) ||
      b.open - a.open ||
      comparePlain(a.ruleId, b.ruleId),
  );
}

type Counted = { -readonly [K in keyof RuleCount]: RuleCount[K] };

/** @returns the rules that found something */
function count(findings: readonly Finding[], counts: Map<string, Counted>): ReadonlySet<Counted> {
  const seen = new Set<Counted>();
  for (const { ruleId, severity, acknowledged } of findings) {
    const counted = countedOf(ruleId, severity, counts);
    if (acknowledged === undefined) counted.open += 1;
    else counted.acknowledged += 1;
    seen.add(counted);
  }
  return seen;
}

function countedOf(ruleId: string, severity: Severity, counts: Map<string, Counted>): Counted {
  const key = `${severity} ${ruleId}`;
  const there = counts.get(key);
  if (there !== undefined) return there;
  const title = REGISTRY.find(ruleId)?.title ?? null;
  const counted = { ruleId, title, severity, open: 0, acknowledged: 0, hosts: 0 };
  counts.set(key, counted);
  return counted;
}
