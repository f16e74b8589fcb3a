import { type Finding, isAtLeast, type Severity } from '../model/finding';
import { findingText, sortFindings } from './findings';
import { oneLine } from './line';

/**
 * Findings as a JUnit report, which CI systems show as test results: a test case for each finding, failed from the given
 * severity on, skipped where it was acknowledged. Without findings there is one test case, which passes.
 *
 * Elements and attributes as in https://github.com/testmoapp/junitxml
 */
export function junitReport(findings: readonly Finding[], failOn: Severity): string {
  const cases = sortFindings(findings).map((finding) => testCase(finding, failOn));
  const failures = findings.filter((finding) => isAtLeast(finding, failOn)).length;
  const skipped = findings.filter(({ acknowledged }) => acknowledged !== undefined).length;
  const all = cases.length === 0 ? ['    <testcase classname="sriov" name="no findings" time="0"/>'] : cases;
  const counts = `tests="${all.length}" failures="${failures}" errors="0" skipped="${skipped}" time="0"`;
  return [
    '<?xml version="1.0" encoding="UTF-8"?>',
    `<testsuites name="sriov" ${counts}>`,
    `  <testsuite name="sriov" ${counts}>`,
    ...all,
    '  </testsuite>',
    '</testsuites>',
  ].join('\n');
}

function testCase(finding: Finding, failOn: Severity): string {
  const { ruleId, severity, constructPath, message, acknowledged, location } = finding;
  const where = constructPath === '' ? 'app' : constructPath;
  const file = location === undefined ? '' : ` file="${xml(location.file)}" line="${location.line}"`;
  const open = `    <testcase classname="${xml(where)}" name="${xml(`${ruleId} ${message}`)}"${file} time="0">`;
  return `${open}\n      ${verdict()}\n    </testcase>`;

  function verdict(): string {
    if (acknowledged !== undefined) return `<skipped message="${xml(`accepted: ${acknowledged.reason}`)}"/>`;
    const text = xml(findingText(finding));
    return isAtLeast(finding, failOn)
      ? `<failure type="${severity}" message="${text}"/>`
      : `<system-out>${xml(severity.toUpperCase())} ${text}</system-out>`;
  }
}

const ENTITIES: Readonly<Record<string, string>> = {
  '&': '&amp;',
  '<': '&lt;',
  '>': '&gt;',
  '"': '&quot;',
  "'": '&apos;',
};

/** Text for XML 1.0; characters that it cannot hold are shown by their number. */
function xml(text: string): string {
  return oneLine(text)
    .replace(/[\ud800-\udbff](?![\udc00-\udfff])|(?<![\ud800-\udbff])[\udc00-\udfff]|[\ufffe\uffff]/g, '\ufffd')
    .replace(/[&<>"']/g, (sign) => ENTITIES[sign] ?? sign);
}
