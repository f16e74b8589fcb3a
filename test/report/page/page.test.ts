import type { ReportFacts } from '../../../lib/report/facts';
import { reportPage } from '../../../lib/report/page/report-page';
import fc from '../../support/properties';
import { factsOf } from './fleet';
import { HOSTILE, withTexts } from './hostile';

/** Elements of a page with their attributes, without the texts; `bdi` stands around those that may go from right to left. */
const markupOf = (page: string) => (page.match(/<[^>]*>/g) ?? []).filter((tag) => !/^<\/?bdi>$/.test(tag));

const facts = factsOf({ hosts: 2 });

describe('the page of a report', () => {
  const page = reportPage(facts);

  test('is the same for the same facts', () => {
    expect(reportPage(factsOf({ hosts: 2 }))).toBe(page);
  });

  test('lets a browser load nothing, run nothing and send nothing', () => {
    expect(page).toMatch(
      /http-equiv="Content-Security-Policy" content="default-src 'none'; style-src 'sha256-[^']+'; base-uri 'none'; form-action 'none'"/,
    );
    expect(page).not.toMatch(/<(script|link|img|iframe|form|object|embed)\b|\son\w+=|\sstyle=|\ssrc=/);
    const targets = [...page.matchAll(/ href="([^"]*)"/g)].map(([, target]) => target);
    expect(targets.filter((target) => !target.startsWith('#'))).toEqual([]);
  });

  test('leads to each of its parts', () => {
    const ids = [...page.matchAll(/ id="([^"]*)"/g)].map(([, id]) => id);
    expect(new Set(ids).size).toBe(ids.length);
    const targets = [...page.matchAll(/ href="#([^"]*)"/g)].map(([, target]) => target);
    expect(targets.filter((target) => !ids.includes(target))).toEqual([]);
  });

  test('names hosts, VMs, tenants, rules and steps', () => {
    for (const text of ['kvm1', 'kvm2', 'web-0-0', 'blue', 'PERF-001', 'create 6 VFs on 0000:3b:00.0', 'NUMA node 1'])
      expect(page).toContain(text);
  });

  test('says of a VM what it asks for, gets and can count on, and what limits it', () => {
    const row = page.split('<tr').find((part) => /^[^]*web-0-0<small>VF 0</.test(part)) ?? '';
    expect(row.replace(/<[^>]*>/g, '|').replace(/\|+/g, '|')).toMatch(
      /A\|web-0-0\|VF 0\|18.7 Gbit\/s\|of 40 Gbit\/s, floor 6.17 Gbit\/s\|200 Mbit\/s\|as asked, floor too\|port 0 of 0000:3b:00.0, transmit\|/,
    );
  });

  test('opens the parts of few hosts, and of many their overview', () => {
    expect(page).toContain('<details class="part" open>');
    expect(reportPage(factsOf({ hosts: 4, vmsPerPort: 1 }))).not.toContain('<details class="part" open>');
  });

  test('says where there is no host', () => {
    const none = reportPage({ ...facts, hosts: [], tenants: [], overview: { ...facts.overview, hosts: 0, rules: [] } });
    expect(none).toContain('No host was planned');
  });
});

describe('texts of an app on the page', () => {
  const markupWith = (text: string) => markupOf(reportPage(withTexts(facts, (was) => `${was}#${text}`)));
  const markup = markupWith('');

  test.each(HOSTILE)('are texts alone: %s', (_what, hostile) => {
    expect(markupWith(hostile)).toEqual(markup);
  });

  test('are texts alone, whatever they are', () => {
    fc.assert(
      fc.property(fc.string({ unit: 'binary', maxLength: 60 }), (hostile) => {
        expect(markupWith(hostile)).toEqual(markup);
      }),
      { numRuns: 25 },
    );
  });

  test('are shown in full up to a length, and cut with their length beyond it', () => {
    const long = reportPage(withTexts(facts, (text) => text + 'x'.repeat(10_000)));
    expect(long).toMatch(/x… \(100\d\d characters\)/);
    expect(long.length).toBeLessThan(2_000_000);
  });

  test('show what is invisible or turns the direction of writing', () => {
    const page = reportPage(withTexts(facts, (text) => `${text}\u202e`));
    expect(page).toContain('kvm1\\u202e');
    expect(page).not.toContain('\u202e');
  });
});

describe('the size of the page', () => {
  const sized = (shape: Parameters<typeof factsOf>[0]): { facts: ReportFacts; bytes: number; page: string } => {
    const of = factsOf(shape);
    const page = reportPage(of);
    return { facts: of, bytes: Buffer.byteLength(page), page };
  };

  test('is at most 2 MB for 50 hosts with 72 VMs each, none of which gets what another one does', () => {
    const { facts: of, bytes } = sized({ hosts: 50, vmsPerPort: 36, allDifferent: true });
    expect(of.overview.vms).toBe(3600);
    expect(bytes).toBeLessThanOrEqual(2_000_000);
  });

  test('grows with the hosts and no faster, and each of 200 is in the overview', () => {
    const few = sized({ hosts: 50 });
    const many = sized({ hosts: 200 });
    expect(many.bytes).toBeLessThan(4.1 * few.bytes);
    expect(many.page.match(/<a href="#h\d+">/g)).toHaveLength(200);
  });
});
