import { renderRulesDocument } from '../../lib/report/rules-document';
import { ALL_RULES, DEFERRED } from '../../lib/rules';
import { DEFAULT_REGISTRY, ruleRegistry } from '../../lib/rules/registry';

const text = (id: string) => ({
  id,
  title: 'a | b',
  severity: 'error' as const,
  protects: 'two\nlines',
  source: 'here',
  fix: 'Do it',
});

describe('RULES.md', () => {
  const document = renderRulesDocument(DEFAULT_REGISTRY);
  const lines = document.split('\n');

  it('has one line for every rule, with its severity, source and fix', () => {
    for (const rule of ALL_RULES) {
      const line = lines.filter((candidate) => candidate.startsWith(`| ${rule.id} |`));
      expect(line).toHaveLength(1);
      expect(line[0]).toContain(`| ${rule.severity} |`);
      expect(line[0]).toContain(rule.fix.replaceAll('|', '\\|'));
    }
  });

  it('says of each other rule why it is not decided, and who decides it', () => {
    const section = document.slice(document.indexOf('## Not decided by the rules'));
    for (const rule of DEFERRED) expect(section).toContain(rule.reason);
    expect(section).toMatch(/\| DRV-004 \|[^\n]*\| while the plan is applied \|/);
  });

  it('puts each family under a heading that tells what it is about', () => {
    const families = new Set(ALL_RULES.map((rule) => rule.id.slice(0, rule.id.lastIndexOf('-'))));
    const headings = lines.filter((line) => /^## [A-Z]+: ./.test(line));
    expect(headings).toHaveLength(families.size);
  });

  it('ends with the texts of other stages', () => {
    const registry = ruleRegistry([
      { stage: 'planning', texts: [text('PLAN-001')] },
      { stage: 'dreaming', texts: [text('DREAM-001')] },
      { stage: 'silence', texts: [] },
    ]);
    const tail = renderRulesDocument(registry).split('## Said by the plan')[1];
    expect(tail).toContain('| PLAN-001 | error |');
    expect(tail).toContain('## Said by dreaming');
    expect(tail).toContain('## Said of acknowledgements');
    expect(tail).not.toContain('silence');
  });

  it('keeps every row a row, whatever the texts hold', () => {
    const registry = ruleRegistry([{ stage: 'planning', texts: [text('PLAN-001')] }]);
    expect(renderRulesDocument(registry)).toContain('| PLAN-001 | error | a \\| b | two lines | here | Do it |');
  });

  it('is the same every time', () => {
    expect(renderRulesDocument(ruleRegistry())).toBe(document);
  });
});
