import type { Finding } from '../../model/finding';
import { summarise } from '../findings';
import { talliedByRule } from '../rule-tally';
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
  const all = talliedByRule([...fleetFindings, ...hosts.flatMap(({ findings }) => findings)]);
  const onHosts = hosts.map(({ findings }) => new Set(findings.map(keyOf)));
  return all.map((tally) => ({ ...tally, hosts: onHosts.filter((keys) => keys.has(keyOf(tally))).length }));
}

function keyOf({ ruleId, severity }: Pick<Finding, 'ruleId' | 'severity'>): string {
  return `${severity} ${ruleId}`;
}
