import { reportMarkdown } from '../../lib/report/report-markdown';
import { factsOf } from './page/fleet';
import { HOSTILE, withTexts } from './page/hostile';

describe('a report as Markdown', () => {
  test('has the numbers first, then rules, errors, VMs that get too little, and plans', () => {
    const lines = reportMarkdown(factsOf({ hosts: 2 })).split('\n');
    expect(lines[0]).toBe('### SR-IOV: 2 hosts, 24 VFs, 16 VMs');
    expect(lines[2]).toMatch(/^4 errors, .* · 4 VMs below demand · \d+ steps · 0 VMs hit meanwhile · 4 links away/);
    expect(lines.filter((line) => line.startsWith('<details>'))).toEqual(
      [
        '<details><summary>Findings by rule</summary>',
        '<details><summary>Errors</summary>',
        '<details><summary>VMs that get too little</summary>',
        '<details><summary>When something fails</summary>',
        '<details><summary>Plans</summary>',
      ].map((line) => expect.stringContaining(line)),
    );
    expect(lines).toContainEqual(
      expect.stringMatching(/^\| warning \| PERF-001 \| declared demands are met \| 4 \| 2 \|$/),
    );
    expect(lines).toContainEqual(expect.stringMatching(/^\| kvm1 \| \d+ \| 0 \| 2 \| no \|$/));
  });

  test('has no part that has nothing to say', () => {
    const { overview, ...facts } = factsOf({ hosts: 1 });
    expect(reportMarkdown({ ...facts, hosts: [], overview: { ...overview, rules: [] } })).not.toContain('<details>');
  });

  test('fits into a comment for 200 hosts, and says what it leaves out', () => {
    const text = reportMarkdown(factsOf({ hosts: 200 }));
    expect(text.length).toBeLessThan(60_000);
    expect(text).toMatch(/\n\d+ more: see `sriov report` as a page\./);
  });

  test('fits into a comment with names of 10 000 characters', () => {
    const facts = withTexts(factsOf({ hosts: 20 }), (text) => text + 'x'.repeat(10_000));
    expect(reportMarkdown(facts).length).toBeLessThan(60_000);
  });

  test.each(HOSTILE.filter(([, text]) => text.length < 1000))(
    'holds no markup, mention or end of a cell that a name could bring in: %s',
    (_what, hostile) => {
      const facts = factsOf({ hosts: 1 });
      const shapeOf = (text: string) =>
        text
          .split('\n')
          .map((line) => [line.split('|').length, (line.match(/<[^>]*>/g) ?? []).join(''), line.includes('@team')]);
      const given = (text: string) => shapeOf(reportMarkdown(withTexts(facts, (was) => `${was}#${text}`)));
      expect(given(`${hostile} @team | \`a\` \n# b`)).toEqual(given(''));
    },
  );
});
