import type { Finding } from '../../model/finding';
import { sortFindings } from '../findings';
import type { ReportFacts } from './facts';
import { grouped } from './grouped';
import { type HostInput, hostReport } from './host-report';
import { overviewOf } from './overview';
import { tenantsOf } from './tenants';

/**
 * The facts of a report from what a synth wrote; the same input gives the same facts.
 *
 * @param findings of the whole synth
 * @param only one of the inputs: the report is about this host and what was found there. Default: all, and the app
 */
export function reportFacts(inputs: readonly HostInput[], findings: readonly Finding[], only?: HostInput): ReportFacts {
  const { byHost, others } = assigned(findings, inputs);
  const hosts = (only === undefined ? inputs : [only]).map((input) => hostReport(input, byHost.get(input) ?? []));
  const ofApp = only === undefined ? sortFindings(others) : [];
  return {
    reportVersion: 1,
    overview: overviewOf(hosts, ofApp),
    tenants: tenantsOf(hosts),
    findings: ofApp,
    hosts,
  };
}

/** Findings by the host that they are about: the one that their construct is below, else the one of their name. */
function assigned(findings: readonly Finding[], inputs: readonly HostInput[]) {
  const byPath = new Map(inputs.map((input) => [input.plan.host, input]));
  const byName = grouped(inputs, ({ plan }) => plan.name);
  const byHost = new Map<HostInput, Finding[]>(inputs.map((input) => [input, []]));
  const others: Finding[] = [];
  for (const finding of findings) {
    const named = finding.host === undefined ? [] : (byName.get(finding.host) ?? []);
    const host = hostAbove(finding.constructPath, byPath) ?? (named.length === 1 ? named[0] : undefined);
    if (host === undefined) others.push(finding);
    else byHost.get(host)?.push(finding);
  }
  return { byHost, others };
}

function hostAbove(path: string, byPath: ReadonlyMap<string, HostInput>): HostInput | undefined {
  for (let at = path; at !== ''; at = at.slice(0, Math.max(0, at.lastIndexOf('/')))) {
    const host = byPath.get(at);
    if (host !== undefined) return host;
  }
  return undefined;
}
