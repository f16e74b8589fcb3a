import type { KnownRule } from '../rules/registry';
import { type Palette, PLAIN } from './palette';
import { table } from './table';

/** What a rule says about itself, for `sriov explain`. */
export function renderRule(rule: KnownRule, palette: Palette = PLAIN): string {
  const lines = [palette.bold(`${rule.id} ${rule.title}`)];
  if (rule.text) {
    const { severity, protects, source, fix } = rule.text;
    lines.push(
      '',
      `severity  ${severity}`,
      `protects  ${sentence(protects)}`,
      `source    ${sentence(source)}`,
      `fix       ${sentence(fix)}`,
    );
  }
  if (rule.deferred) lines.push('', `decided   ${rule.deferred.decidedAt}: ${sentence(rule.deferred.reason)}`);
  return `${lines.join('\n')}\n`;
}

/** One line a rule. */
export function renderRuleList(rules: readonly KnownRule[]): string {
  const rows = rules.map((rule) => [
    rule.id,
    rule.text?.severity ?? `later: ${rule.deferred?.decidedAt ?? ''}`,
    rule.title,
  ]);
  return `${table(['rule', 'severity', 'what must hold'], rows)}\n`;
}

function sentence(text: string): string {
  return text.endsWith('.') ? text : `${text}.`;
}
