import schema from '@microsoft/jest-sarif/lib/schemas/sarif-2.1.0-rtm.5.json';
import { Ajv } from 'ajv';
import type { Finding, Severity } from '../../lib/model/finding';
import { findingText } from '../../lib/report/findings';
import { sarifLog } from '../../lib/report/sarif';

/** The schema is of draft 4; it uses nothing that draft 7 reads otherwise but these two keys. */
function validator() {
  const { $schema: _draft, id: _id, ...rules } = schema as Record<string, unknown>;
  const ajv = new Ajv({ strict: false, unicodeRegExp: false });
  for (const format of ['uri', 'uri-reference'])
    ajv.addFormat(format, (text: string) => URL.canParse(text, 'file:///'));
  ajv.addFormat('date-time', (text: string) => !Number.isNaN(Date.parse(text)));
  return ajv.compile(rules);
}

const valid = validator();

function finding(ruleId: string, severity: Severity, change: Partial<Finding> = {}): Finding {
  return {
    ruleId,
    severity,
    constructPath: 'rack1/kvm01/uplink',
    message: 'asks for 8 Gbit/s and gets 6 Gbit/s',
    fix: 'Lower the demand',
    ...change,
  };
}

const FINDINGS: readonly Finding[] = [
  finding('PERF-001', 'warning', { host: 'kvm01', pointer: 'demand', found: '8', limit: '6', limitSource: 'ens1f0' }),
  finding('RATE-003', 'error'),
  finding('RATE-003', 'error', { acknowledged: { reason: 'until the new card is here', constructPath: 'rack1' } }),
  finding('CAP-008', 'info', { constructPath: '', location: { file: 'infra/my app.ts', line: 7 } }),
  finding('XYZ-999', 'fatal'),
];

describe('the SARIF log', () => {
  const log = sarifLog(FINDINGS);
  const [run] = log.runs;
  const results = run.results ?? [];

  test.each([
    ['of all kinds of findings', FINDINGS],
    ['of none', []],
  ])('%s is valid SARIF 2.1.0', (_words, findings) => {
    const json: unknown = JSON.parse(JSON.stringify(sarifLog(findings)));
    expect(valid(json) ? [] : valid.errors).toEqual([]);
  });

  test('is not valid when a level is none of SARIF', () => {
    const json = JSON.parse(JSON.stringify(log));
    json.runs[0].results[0].level = 'fatal';
    expect(valid(json)).toBe(false);
  });

  test('names each rule once, with what its text says', () => {
    const rules = run.tool.driver.rules ?? [];
    expect(rules.map((rule) => rule.id)).toEqual(['CAP-008', 'PERF-001', 'RATE-003', 'XYZ-999']);
    const perf = rules[1];
    expect(perf.shortDescription?.text).toBe('declared demands are met');
    expect(perf.defaultConfiguration?.level).toBe('warning');
    expect(perf.help?.text).toMatch(/Lower the demand.*\. Source: weighted max-min sharing/);
    expect(rules[3]).toEqual({ id: 'XYZ-999' });
  });

  test('points each result to its rule', () => {
    for (const result of results) expect(run.tool.driver.rules?.[result.ruleIndex ?? -1].id).toBe(result.ruleId);
  });

  test('gives severities the levels of SARIF and keeps their names', () => {
    expect(results.map((result) => [result.properties?.severity, result.level])).toEqual([
      ['fatal', 'error'],
      ['error', 'error'],
      ['warning', 'warning'],
      ['info', 'note'],
      ['error', 'error'],
    ]);
  });

  test('locates a finding at its construct and in the file that makes it, relative to the root', () => {
    expect(results[0].locations).toEqual([
      { logicalLocations: [{ name: 'uplink', fullyQualifiedName: 'rack1/kvm01/uplink', kind: 'resource' }] },
    ]);
    expect(results[3].locations).toEqual([
      {
        physicalLocation: {
          artifactLocation: { uri: 'infra/my%20app.ts', uriBaseId: '%SRCROOT%' },
          region: { startLine: 7 },
        },
      },
    ]);
    expect(Object.keys(run.originalUriBaseIds ?? {})).toEqual(['%SRCROOT%']);
  });

  test('keeps the fingerprint of a finding while its line and its values change, and tells findings apart', () => {
    const prints = (findings: readonly Finding[]) =>
      (sarifLog(findings).runs[0].results ?? []).map((result) => result.partialFingerprints?.primaryLocationLineHash);
    const before = finding('RATE-003', 'error', { location: { file: 'main.ts', line: 7 } });
    const after = { ...before, message: 'asks for 9 Gbit/s', location: { file: 'main.ts', line: 99 } };
    expect(prints([after])).toEqual(prints([before]));
    const others = [
      before,
      { ...before, pointer: 'vlan' },
      { ...before, constructPath: 'rack1' },
      { ...before, message: 'b' },
    ];
    expect(new Set(prints(others)).size).toBe(4);
  });

  test('suppresses what was acknowledged, with the reason', () => {
    expect(results.map((result) => result.suppressions?.[0].justification)).toEqual([
      undefined,
      undefined,
      undefined,
      undefined,
      'until the new card is here',
    ]);
    expect(results[4].suppressions?.[0]).toMatchObject({ kind: 'inSource', status: 'accepted' });
  });

  test('says message and fix, and has the numbers as properties', () => {
    expect(results[2].message.text).toBe('Asks for 8 Gbit/s and gets 6 Gbit/s. Lower the demand.');
    expect(results[2].properties).toEqual({
      severity: 'warning',
      host: 'kvm01',
      pointer: 'demand',
      found: '8',
      limit: '6',
      limitSource: 'ens1f0',
    });
  });

  test('is the same for the same findings in another order', () => {
    expect(JSON.stringify(sarifLog([...FINDINGS].reverse()))).toBe(JSON.stringify(log));
    expect(findingText(FINDINGS[0])).toContain('PERF-001');
  });
});
