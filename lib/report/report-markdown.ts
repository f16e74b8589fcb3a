import { type Finding, isBlocking } from '../model/finding';
import { formatIops, formatMbps } from '../model/numbers';
import type { AttachmentReport, HostReport, OverviewFacts, ReportFacts } from './facts/facts';
import { summaryText } from './findings';
import { counted } from './line';
import { foldedTable, markdownCut, markdownName, MAX_COMMENT_LENGTH } from './markdown-table';

/** Most that one of the tables takes, so that all of them fit into a comment. */
const MAX_TABLE_LENGTH = MAX_COMMENT_LENGTH / 6;
const REST = 'see `sriov report` as a page.';

/** The facts as Markdown for a comment on a change: numbers, rules, VMs that get too little, and what plans do. */
export function reportMarkdown({ overview, hosts, findings }: ReportFacts): string {
  return [
    `### SR-IOV: ${counted(overview.hosts, 'host')}, ${counted(overview.virtualFunctions, 'VF')}, ${counted(overview.vms, 'VM')}`,
    '',
    numbersText(overview),
    ...part('Findings by rule', ['Severity', 'Rule', 'What must hold', 'Found', 'Hosts'], ruleRows(overview)),
    ...part(
      'Errors',
      ['Rule', 'Where', 'What, and what to do'],
      errorRows([...findings, ...hosts.flatMap((host) => host.findings)]),
    ),
    ...part('VMs that get too little', ['VM', 'Host', 'Asks for', 'Gets', 'Limited by'], shortRows(hosts)),
    ...part(
      'When something fails',
      ['Host', 'Lost', 'VMs without network or drive', 'VMs with less', 'VMs that find no other VF'],
      failureRows(hosts),
    ),
    ...part('Plans', ['Host', 'Steps', 'VMs hit meanwhile', 'Links away', 'Ends as wanted'], planRows(hosts)),
  ].join('\n');
}

function numbersText({ findings, vmsBelowDemand, vmsBelowGuarantee, steps, vmsDisrupted, linksLost }: OverviewFacts) {
  const parts = [
    summaryText(findings),
    `${counted(vmsBelowDemand, 'VM')} below demand`,
    ...(vmsBelowGuarantee > 0 ? [`${counted(vmsBelowGuarantee, 'VM')} below guarantee`] : []),
    counted(steps, 'step'),
    `${counted(vmsDisrupted, 'VM')} hit meanwhile`,
    `${counted(linksLost, 'link')} away meanwhile`,
  ];
  return parts.join(' · ');
}

function part(title: string, heads: readonly string[], rows: readonly (readonly string[])[]): string[] {
  return foldedTable(title, heads, rows, MAX_TABLE_LENGTH, REST);
}

function ruleRows({ rules }: OverviewFacts): string[][] {
  return rules.map(({ severity, ruleId, title, open, acknowledged, hosts }) => [
    severity,
    markdownName(ruleId),
    markdownName(title ?? 'no rule of this version'),
    acknowledged === 0 ? `${open}` : `${open}, ${acknowledged} acknowledged`,
    `${hosts}`,
  ]);
}

function errorRows(findings: readonly Finding[]): string[][] {
  return findings
    .filter(isBlocking)
    .map(({ ruleId, constructPath, message, fix }) => [
      markdownName(ruleId),
      markdownName(constructPath),
      `${markdownCut(message, 1000)}. ${markdownCut(fix, 1000)}.`,
    ]);
}

function shortRows(hosts: readonly HostReport[]): string[][] {
  return hosts.flatMap((host) =>
    host.attachments
      .filter(({ belowDemand }) => belowDemand)
      .map((attachment) => [
        markdownName(attachment.vm),
        markdownName(host.name),
        ratesText(attachment, 'demand'),
        ratesText(attachment, 'predicted'),
        markdownCut(attachment.prediction?.bottleneck.description ?? '', 300),
      ]),
  );
}

/** `5 Gbit/s out, 2 Gbit/s in` */
function ratesText({ prediction }: AttachmentReport, which: 'demand' | 'predicted'): string {
  const { txMbps, rxMbps, iops } = prediction?.[which] ?? {};
  return [
    ...(txMbps === undefined ? [] : [`${formatMbps(txMbps)} out`]),
    ...(rxMbps === undefined ? [] : [`${formatMbps(rxMbps)} in`]),
    ...(iops === undefined ? [] : [formatIops(iops)]),
  ].join(', ');
}

function planRows(hosts: readonly HostReport[]): string[][] {
  return hosts
    .filter(({ plan }) => plan.steps > 0 || plan.refusals.length > 0)
    .map(({ name: host, plan, summary }) => [
      markdownName(host),
      plan.refusals.length > 0 ? `${plan.steps}, must not run` : `${plan.steps}`,
      `${summary.vmsDisrupted}`,
      `${plan.blastRadius.links.length}`,
      ENDS[plan.simulation.result],
    ]);
}

/** Those that some VM feels. */
function failureRows(hosts: readonly HostReport[]): string[][] {
  return hosts.flatMap(({ name: host, failures }) =>
    (failures?.failures ?? [])
      .filter(({ vms }) => vms.some(({ effect }) => effect !== 'kept'))
      .map(({ lost, vms }) => [
        markdownName(host),
        markdownName(lost.name),
        `${vms.filter(({ effect }) => effect === 'lost').length}`,
        `${vms.filter(({ effect }) => effect === 'reduced').length}`,
        `${vms.filter(({ whyNowhere }) => whyNowhere !== null).length}`,
      ]),
  );
}

const ENDS: Readonly<Record<HostReport['plan']['simulation']['result'], string>> = {
  reached: 'yes',
  'not reached': 'no',
  refused: 'not simulated',
};
