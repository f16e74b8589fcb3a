import type { Finding, Severity } from '../../lib/model/finding';
import { junitReport } from '../../lib/report/junit';

function finding(ruleId: string, severity: Severity, change: Partial<Finding> = {}): Finding {
  return {
    ruleId,
    severity,
    constructPath: 'rack1/kvm01',
    message: 'asks for too much',
    fix: 'Ask for less',
    ...change,
  };
}

const FINDINGS = [
  finding('CAP-001', 'error', { location: { file: 'infra/main.ts', line: 12 } }),
  finding('OPS-008', 'warning'),
  finding('SEC-001', 'error', { acknowledged: { reason: 'one "tenant" only', constructPath: 'rack1' } }),
];

describe('a JUnit report', () => {
  test.each<[Severity, number]>([
    ['error', 1],
    ['warning', 2],
    ['fatal', 0],
  ])('fails the findings that are at least of severity %s', (failOn, failures) => {
    const xml = junitReport(FINDINGS, failOn);
    expect(xml).toContain(`<testsuites name="sriov" tests="3" failures="${failures}" errors="0" skipped="1"`);
    expect(xml.match(/<failure /g) ?? []).toHaveLength(failures);
  });

  test('names construct, rule, file and line of each', () => {
    expect(junitReport(FINDINGS, 'error')).toContain(
      '<testcase classname="rack1/kvm01" name="CAP-001 asks for too much" file="infra/main.ts" line="12" time="0">\n' +
        '      <failure type="error" message="CAP-001 [rack1/kvm01] asks for too much. Ask for less."/>',
    );
  });

  test('skips what was accepted, with the reason', () => {
    expect(junitReport(FINDINGS, 'info')).toContain('<skipped message="accepted: one &quot;tenant&quot; only"/>');
  });

  test('has one test that passes where nothing was found', () => {
    const xml = junitReport([], 'error');
    expect(xml).toContain('tests="1" failures="0"');
    expect(xml).toContain('<testcase classname="sriov" name="no findings" time="0"/>');
  });

  test('holds no character that ends an attribute or that XML cannot hold', () => {
    const xml = junitReport([finding('A-1', 'error', { message: `a"b'<c>&\u0001\ud800\n` })], 'error');
    expect(xml).toContain('a&quot;b&apos;&lt;c&gt;&amp;\\u0001\\ud800\\n');
  });
});
