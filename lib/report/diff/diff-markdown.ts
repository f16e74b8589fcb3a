import { SYMBOLS } from '../change-groups';
import { foldedTable, markdown, markdownCut, markdownName, MAX_COMMENT_LENGTH } from '../markdown-table';
import type { DiffFacts, FindingChange, HostDiff } from './facts';
import { attachmentWords, findingLabel, MARKS, overviewWords, planWords, rateWords, targetGroups } from './words';

/** Most that one of the tables takes, so that all of them fit into a comment. */
const MAX_TABLE_LENGTH = MAX_COMMENT_LENGTH / 8;
/** Most of what a cell says, before it is escaped. */
const MAX_TEXT_LENGTH = 500;
const REST = 'see `sriov diff`.';

/** The facts as Markdown for a comment on a change. */
export function diffMarkdown({ differs, overview, hosts, findings }: DiffFacts): string {
  if (!differs) return '### SR-IOV: no changes';
  const all = [
    ...findings.map((change) => ({ host: 'the app', change })),
    ...hosts.flatMap((host) => host.findings.map((change) => ({ host: host.name, change }))),
  ];
  const found = (which: FindingChange['change'][]) => all.filter(({ change }) => which.includes(change.change));
  return [
    '### SR-IOV: what changes',
    '',
    overviewWords(overview).join(' · '),
    ...part('Hosts', ['', 'Host', 'Plan', 'VMs disrupted meanwhile', 'Links away'], hosts.map(hostRow)),
    ...part('Disrupted meanwhile', ['Host', 'VF', 'VM', 'Effect'], hosts.flatMap(disruptionRows)),
    ...part('New findings', FINDING_HEADS, found(['new', 'reopened']).map(findingRow)),
    ...part('Findings that are gone or acknowledged', FINDING_HEADS, found(['gone', 'acknowledged']).map(findingRow)),
    ...part('VMs', ['', 'VM', 'Host', 'What'], hosts.flatMap(attachmentRows)),
    ...part('What VMs get', ['VM', 'Host', 'Predicted', 'Floor', 'Asks for', ''], hosts.flatMap(rateRows)),
    ...part('Desired state', ['', 'Host', 'Where', 'What'], hosts.flatMap(targetRows)),
  ].join('\n');
}

const FINDING_HEADS = ['', 'Severity', 'Rule', 'Host', 'Where', 'What, and what to do'];

function part(title: string, heads: readonly string[], rows: readonly (readonly string[])[]): string[] {
  return foldedTable(title, heads, rows, MAX_TABLE_LENGTH, REST);
}

function hostRow(host: HostDiff): string[] {
  const { name, change, plan } = host;
  const blast = plan.differs ? plan.after?.blastRadius : undefined;
  return [
    change,
    markdownName(name),
    plan.differs || change === 'gone' ? planWords(host) : 'as before',
    blast === undefined ? '' : `${blast.vms.length}`,
    blast === undefined ? '' : `${blast.links.length}`,
  ];
}

function disruptionRows({ name, plan }: HostDiff): string[][] {
  if (!plan.differs) return [];
  return (plan.after?.blastRadius.vfs ?? []).map(({ pf, vf, vm, attachment, users, effect }) => [
    markdownName(name),
    markdownName(`${vf} of ${pf}`),
    markdownName(vm ?? attachment ?? users[0] ?? 'none is known'),
    effect,
  ]);
}

function findingRow({ host, change }: { readonly host: string; readonly change: FindingChange }): string[] {
  const { ruleId, constructPath, message, fix } = change.finding;
  return [
    mark(MARKS[change.change]),
    findingLabel(change).toLowerCase(),
    markdownName(ruleId),
    markdownName(host),
    markdownName(constructPath),
    `${text(message)}. ${text(fix)}.`,
  ];
}

function attachmentRows({ name, attachments }: HostDiff): string[][] {
  return attachments.map((one) => [
    mark(MARKS[one.change]),
    markdownName(one.vm),
    markdownName(name),
    text(attachmentWords(one)),
  ]);
}

function rateRows({ name, rates }: HostDiff): string[][] {
  return rates.map((rate) => {
    const { demand, predicted, floor, verdict } = rateWords(rate);
    return [markdownName(rate.vm), markdownName(name), predicted, floor, demand, verdict];
  });
}

function targetRows(host: HostDiff): string[][] {
  return targetGroups(host).map(({ action, head, fields }) => [
    mark(SYMBOLS[action]),
    markdownName(host.name),
    markdownName(head),
    text(fields.map((field) => `${field.field} ${field.text}`).join(', ')),
  ]);
}

function mark(symbol: string): string {
  return markdown(symbol);
}

function text(of: string): string {
  return markdownCut(of, MAX_TEXT_LENGTH);
}
