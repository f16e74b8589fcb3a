import type { Finding } from '../../lib/model/finding';
import { findingsMarkdown } from '../../lib/report/markdown';

const FINDING: Finding = {
  ruleId: 'CAP-001',
  severity: 'error',
  constructPath: 'rack1/kvm01',
  message: 'asks for 500 VFs, the limit is 128',
  fix: 'Ask for less',
  location: { file: 'infra/main.ts', line: 12 },
};

describe('findings as Markdown', () => {
  test('are a row each, with what to do and the line', () => {
    expect(findingsMarkdown([FINDING])).toBe(
      [
        '### SR-IOV: 1 error',
        '',
        '|  | Rule | Where | What, and what to do |',
        '| --- | --- | --- | --- |',
        '| error | CAP-001 | rack1/kvm01<br>infra/main.ts:12 | asks for 500 VFs, the limit is 128. Ask for less. |',
      ].join('\n'),
    );
  });

  test('are one line where there are none', () => {
    expect(findingsMarkdown([])).toBe('### SR-IOV: no findings');
  });

  test('that were accepted stand apart, with the reason', () => {
    const text = findingsMarkdown([{ ...FINDING, acknowledged: { reason: 'until May', constructPath: 'rack1' } }]);
    expect(text).toMatch(/^### SR-IOV: 1 acknowledged\n\n<details>/);
    expect(text).toContain('Accepted: until May');
  });

  test('hold no markup, mention or end of a cell that a name could bring in', () => {
    const text = findingsMarkdown([{ ...FINDING, message: 'VM <img src=x> @team | `a` [b](c) *d*\n# e' }]);
    const row = text.split('\n').at(-1) ?? '';
    expect(row).not.toMatch(/<img|@team|`|\[b|\*d/);
    expect(row.split('|')).toHaveLength(6);
  });

  test('fit into a comment, however many there are', () => {
    const many = Array.from({ length: 2000 }, (_, i) => ({ ...FINDING, constructPath: `rack1/kvm${i}` }));
    const text = findingsMarkdown(many);
    expect(text.length).toBeLessThan(65_536);
    expect(text).toMatch(/\d+ more: see `sriov check`/);
  });
});
