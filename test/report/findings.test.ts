import { InputError } from '../../lib/model/errors';
import type { Finding } from '../../lib/model/finding';
import { findingsDocument, findingText, parseFindings, renderFindings, summaryText } from '../../lib/report/findings';
import type { Palette } from '../../lib/report/palette';

const RATE: Finding = {
  ruleId: 'RATE-003',
  severity: 'error',
  constructPath: 'rack1/kvm01/uplink/tenants',
  host: 'kvm01',
  pointer: 'minTxRateMbps',
  message: 'guaranteed rates add up to 27 Gbit/s, the link carries 25 Gbit/s (ice, port 0 of 0000:3b:00.0)',
  fix: 'Lower minTxRateMbps of the pool from 3000 to 2000 Mbit/s or move one attachment',
  found: '27000 Mbit/s',
  limit: '25000 Mbit/s',
  limitSource: 'speed of ens1f0',
};
const WARNING: Finding = { ...RATE, ruleId: 'RATE-005', severity: 'warning' };
const INFO: Finding = { ...RATE, ruleId: 'CAP-008', severity: 'info', constructPath: '' };
const FATAL: Finding = { ...RATE, ruleId: 'MAC-001', severity: 'fatal' };
const ACCEPTED: Finding = {
  ...RATE,
  ruleId: 'SEC-001',
  acknowledged: { reason: 'bridged firewall VM, see NET-7', constructPath: 'rack1/kvm01' },
};

const MARKED: Palette = {
  error: (text) => `<e>${text}</e>`,
  warning: (text) => `<w>${text}</w>`,
  info: (text) => `<i>${text}</i>`,
  ok: (text) => `<o>${text}</o>`,
  dim: (text) => `<d>${text}</d>`,
  bold: (text) => `<b>${text}</b>`,
};

describe('one finding as text', () => {
  test('is rule, construct, message and fix in one line', () => {
    expect(findingText(RATE)).toBe(
      'RATE-003 [rack1/kvm01/uplink/tenants] guaranteed rates add up to 27 Gbit/s, the link carries 25 Gbit/s (ice, port 0 of 0000:3b:00.0). Lower minTxRateMbps of the pool from 3000 to 2000 Mbit/s or move one attachment.',
    );
  });

  test('names no construct when it is about the whole app', () => {
    expect(findingText(INFO)).toMatch(/^CAP-008 guaranteed/);
  });

  test('stays in its line and leaves the terminal alone, whatever a file says', () => {
    expect(findingText({ ...RATE, message: 'name \u001b[31mred\nnext' })).toContain('name \\u001b[31mred\\nnext.');
  });
});

describe('findings as text', () => {
  test('stand with the worst first, acknowledged ones last, sources below and a count at the end', () => {
    expect(renderFindings([INFO, ACCEPTED, WARNING, RATE, FATAL])).toBe(
      [
        `FATAL ${findingText(FATAL)}`,
        '  source: speed of ens1f0',
        '',
        `ERROR ${findingText(RATE)}`,
        '  source: speed of ens1f0',
        '',
        `WARNING ${findingText(WARNING)}`,
        '  source: speed of ens1f0',
        '',
        `INFO ${findingText(INFO)}`,
        '  source: speed of ens1f0',
        '',
        `ACKNOWLEDGED ERROR ${findingText(ACCEPTED)}`,
        '  accepted at [rack1/kvm01]: bridged firewall VM, see NET-7',
        '  source: speed of ens1f0',
        '',
        '1 fatal, 1 error, 1 warning, 1 info, 1 acknowledged',
      ].join('\n'),
    );
  });

  test('are ordered by path as people count, whatever order they come in', () => {
    const paths = ['a/vm10', 'b/vm1', 'a/vm2'].map((constructPath) => ({ ...RATE, constructPath }));
    const order = (text: string) => [...text.matchAll(/\[(.*?)\]/g)].map(([, path]) => path);
    expect(order(renderFindings(paths))).toEqual(['a/vm2', 'a/vm10', 'b/vm1']);
    expect(order(renderFindings([...paths].reverse()))).toEqual(['a/vm2', 'a/vm10', 'b/vm1']);
  });

  test('do not repeat a source that the message names', () => {
    const message = 'the link carries 25 Gbit/s, speed of ens1f0';
    expect(renderFindings([{ ...RATE, message }])).not.toContain('source:');
  });

  test('say so when there are none', () => {
    expect(renderFindings([])).toBe('no findings');
  });

  test('are painted with the palette that is given', () => {
    const text = renderFindings([RATE, WARNING, INFO, ACCEPTED], MARKED);
    expect(text).toContain('<e>ERROR</e> RATE-003');
    expect(text).toContain('<w>WARNING</w> RATE-005');
    expect(text).toContain('<i>INFO</i> CAP-008');
    expect(text).toContain('<d>ACKNOWLEDGED ERROR</d> SEC-001');
    expect(text).toContain('<b>1 error, 1 warning, 1 info, 1 acknowledged</b>');
  });

  test('are counted in the plural where there are several', () => {
    const summary = { fatal: 2, errors: 3, warnings: 2, infos: 2, acknowledged: 0, blocking: 5 };
    expect(summaryText(summary)).toBe('2 fatal, 3 errors, 2 warnings, 2 infos');
  });
});

describe('the findings document', () => {
  const document = findingsDocument([INFO, ACCEPTED, RATE]);
  const json = (change: (copy: Record<string, unknown>) => void): unknown => {
    const copy = JSON.parse(JSON.stringify(document)) as Record<string, unknown>;
    change(copy);
    return copy;
  };

  test('counts acknowledged findings apart, and as not blocking', () => {
    expect(document.summary).toEqual({ fatal: 0, errors: 1, warnings: 0, infos: 1, acknowledged: 1, blocking: 1 });
  });

  test('is the same for the same findings in another order', () => {
    expect(JSON.stringify(findingsDocument([RATE, INFO, ACCEPTED]))).toBe(JSON.stringify(document));
  });

  test('is read back as it was written', () => {
    expect(
      parseFindings(
        json(() => {}),
        'sriov-findings.json',
      ),
    ).toEqual(document);
  });

  test.each<[string, (copy: Record<string, unknown>) => void, RegExp]>([
    [
      'of a newer version',
      (copy) => Object.assign(copy, { findingsVersion: 2 }),
      /#\/findingsVersion\] findingsVersion 2 is newer than this program knows \(1\)/,
    ],
    ['of no version', (copy) => Object.assign(copy, { findingsVersion: 'x' }), /found findingsVersion "x", expected 1/],
    ['with an unknown field', (copy) => Object.assign(copy, { extra: 1 }), /#\/extra\] "extra" is no field/],
    [
      'with an unknown severity',
      (copy) => Object.assign((copy.findings as object[])[0], { severity: 'bad' }),
      /#\/findings\/0\/severity\] found "bad", expected one of "fatal"/,
    ],
    [
      'with a finding that lacks its rule',
      (copy) => Reflect.deleteProperty((copy.findings as object[])[0], 'ruleId'),
      /#\/findings\/0\] ruleId is missing/,
    ],
    [
      'whose summary does not count its findings',
      (copy) => Object.assign(copy.summary as object, { blocking: 0 }),
      /#\/summary\/blocking\] found 0, the findings count 1/,
    ],
  ])('%s is refused with file and place', (_words, change, says) => {
    const read = () => parseFindings(json(change), 'out/sriov-findings.json');
    expect(read).toThrow(InputError);
    expect(read).toThrow(says);
    expect(read).toThrow(/^\[out\/sriov-findings.json/);
  });

  test.each([
    [null, 'found null, expected a findings file object'],
    ['text', 'found "text", expected a findings file object'],
    [[], 'found a list, expected a findings file object'],
    [{}, 'findingsVersion is missing, so this is no findings file'],
  ])('%j is no findings document', (value, says) => {
    expect(() => parseFindings(value, 'f.json')).toThrow(`[f.json] ${says}`);
  });
});
