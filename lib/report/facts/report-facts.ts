import type { Finding } from '../../model/finding';
import { sortFindings } from '../findings';
import type { ReportFacts } from './facts';
import { findingsByHost } from './findings-by-host';
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
  const { byHost, others } = findingsByHost(findings, inputs);
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
