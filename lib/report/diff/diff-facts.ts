import type { Finding } from '../../model/finding';
import type { HostInput } from '../facts';
import { findingsByHost } from '../facts/findings-by-host';
import type { DiffFacts, DiffOverview, FindingChange, HostDiff } from './facts';
import { findingChanges } from './finding-changes';
import { hostDiff, type HostSide } from './host-diff';

/** What a synth wrote. */
export interface SynthResultInput {
  /** In the order of the synth. */
  readonly hosts: readonly HostInput[];
  /** Of the whole synth. */
  readonly findings: readonly Finding[];
}

/** What one synth says otherwise than the one before; the same inputs give the same facts. */
export function diffFacts(before: SynthResultInput, after: SynthResultInput): DiffFacts {
  const [was, is] = [sidesOf(before), sidesOf(after)];
  const paths = new Set([...is.hosts.keys(), ...was.hosts.keys()]);
  const hosts = [...paths].flatMap((path) => hostDiff(was.hosts.get(path) ?? null, is.hosts.get(path) ?? null) ?? []);
  const findings = findingChanges(was.others, is.others);
  return {
    diffVersion: 1,
    differs: hosts.length > 0 || findings.length > 0,
    overview: overviewOf(hosts, findings, paths.size),
    findings,
    hosts,
  };
}

function sidesOf({ hosts, findings }: SynthResultInput) {
  const { byHost, others } = findingsByHost(findings, hosts);
  const sides = hosts.map((host): HostSide => ({ ...host, findings: byHost.get(host) ?? [] }));
  return { hosts: new Map(sides.map((side) => [side.plan.host, side])), others };
}

function overviewOf(hosts: readonly HostDiff[], ofApp: readonly FindingChange[], all: number): DiffOverview {
  const plans = hosts.flatMap(({ plan }) => (plan.differs ? (plan.after ?? []) : []));
  const sum = (count: (plan: (typeof plans)[number]) => number) =>
    plans.reduce((total, plan) => total + count(plan), 0);
  const vms = (which: (rate: HostDiff['rates'][number]) => boolean) =>
    hosts.reduce((total, { rates }) => total + new Set(rates.filter(which).map(({ vm }) => vm)).size, 0);
  return {
    hosts: { ...countedBy(hosts, ['new', 'gone', 'changed']), unchanged: all - hosts.length },
    attachments: countedBy(
      hosts.flatMap(({ attachments }) => attachments),
      ['added', 'removed', 'changed'],
    ),
    vmsWithOtherRates: vms(({ before, after }) => before !== null && after !== null),
    vmsNewlyBelowDemand: vms(({ before, after }) => after?.belowDemand === true && before?.belowDemand !== true),
    steps: sum(({ steps }) => steps),
    vmsDisrupted: sum(({ blastRadius }) => blastRadius.vms.length),
    linksLost: sum(({ blastRadius }) => blastRadius.links.length),
    findings: countedBy(
      [...ofApp, ...hosts.flatMap(({ findings }) => findings)],
      ['new', 'gone', 'acknowledged', 'reopened'],
    ),
  };
}

function countedBy<K extends string>(items: readonly { readonly change: K }[], kinds: readonly K[]): Record<K, number> {
  const counts = kinds.map((kind) => [kind, items.filter(({ change }) => change === kind).length] as const);
  return Object.fromEntries(counts) as Record<K, number>;
}
