import type { RuleText } from '../model/rule-text';
import type { RuleRegistry, StageTexts } from '../rules/registry';
import type { DeferredRule } from '../rules/rule';

/** RULES.md: what every rule says about itself. Generated, so that it never says anything else than the rules do. */
export function renderRulesDocument(registry: RuleRegistry): string {
  const { rules, deferred, stages } = registry;
  const families = byFamily(rules);
  return `${[
    '# Rules',
    `Generated from the rules; a change here is lost. \`sriov explain ${rules[0]?.id ?? 'RULE'}\` prints one of them.`,
    `${rules.length} rules judge what is wanted against inventory and catalog before a host is touched. A rule says nothing where it holds or does not apply; where it lacks a fact, or a value is a Terraform token, it says so once at level info. Findings of severity fatal and error stop synth and \`sriov check\`; all but fatal ones can be acknowledged with a reason, and stay visible.`,
    ...[...families].map(([family, members]) => familySection(family, members)),
    deferredSection(deferred),
    ...stages.filter(({ texts }) => texts.length > 0).map(stageSection),
  ].join('\n\n')}\n`;
}

/** What a family is about; a family without an entry stands under its own name. */
const FAMILIES: Readonly<Record<string, string>> = {
  CAP: 'capacity',
  PCI: 'bus numbers, bridge windows and slots',
  IOM: 'IOMMU and assignment',
  DRV: 'drivers',
  RATE: 'transmit rates',
  VLAN: 'port VLANs',
  MAC: 'MAC addresses',
  IB: 'InfiniBand',
  MTU: 'MTU',
  ESW: 'eswitch and switchdev',
  BOND: 'bonds, redundant pairs and link state',
  MSIX: 'interrupt vectors and queues',
  NUMA: 'NUMA',
  NVM: 'NVMe',
  SEC: 'isolation of tenants',
  OPS: 'operations',
  MIG: 'live migration',
};

/** What a stage other than the rules does, for its heading. */
const STAGES: Readonly<Record<string, string>> = {
  app: 'Said by the app itself',
  resolving: 'Said while wanted state, inventory, catalog and lock file are brought together',
  planning: 'Said by the plan',
  simulation: 'Said by the simulation of the plan',
  prediction: 'Said by the prediction',
  acknowledgements: 'Said of acknowledgements',
};

function byFamily<T extends RuleText>(rules: readonly T[]): Map<string, T[]> {
  const families = new Map<string, T[]>();
  for (const rule of rules) {
    const family = rule.id.slice(0, rule.id.lastIndexOf('-'));
    const members = families.get(family);
    if (members === undefined) families.set(family, [rule]);
    else members.push(rule);
  }
  return families;
}

function familySection(family: string, rules: readonly RuleText[]): string {
  const about = FAMILIES[family];
  return `## ${family}${about === undefined ? '' : `: ${about}`}\n\n${textTable(rules)}`;
}

function stageSection({ stage, texts }: StageTexts): string {
  return `## ${STAGES[stage] ?? `Said by ${stage}`}\n\n${textTable(texts)}`;
}

function textTable(rules: readonly RuleText[]): string {
  return table(
    ['rule', 'severity', 'what must hold', 'what it protects from', 'source', 'fix'],
    rules.map(({ id, severity, title, protects, source, fix }) => [id, severity, title, protects, source, fix]),
  );
}

const DECIDED: Readonly<Record<DeferredRule['decidedAt'], string>> = {
  plan: 'by the plan',
  apply: 'while the plan is applied',
  'not decidable': 'nowhere',
};

function deferredSection(deferred: readonly DeferredRule[]): string {
  const rows = deferred.map(({ id, title, decidedAt, reason }) => [id, title, DECIDED[decidedAt], reason]);
  return `## Not decided by the rules\n\n${table(['rule', 'what must hold', 'decided', 'why'], rows)}`;
}

function table(head: readonly string[], rows: readonly (readonly string[])[]): string {
  return [head, head.map(() => '---'), ...rows].map((cells) => `| ${cells.map(cell).join(' | ')} |`).join('\n');
}

/** One line, and no bar that would start another cell. */
function cell(text: string): string {
  return text.replaceAll('\n', ' ').replaceAll('|', '\\|');
}
