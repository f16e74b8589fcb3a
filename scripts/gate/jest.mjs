// Runs test suites and counts what came out.
import { once } from 'node:events';
import { existsSync, readFileSync, rmSync } from 'node:fs';
import { join, relative } from 'node:path';
import { ROOT, startBin, UNLIMITED } from '../lib.mjs';
import { watchOver } from './watchdog.mjs';

/** How groups of tests that do not run here are called; the reason follows (test/support/require-tool.ts). */
const SKIPPED = 'skipped: ';
const REPORT = join(ROOT, '.cache', 'jest.json');

/** Runs suites and adds their tests to what the gate counts; a text where jest itself did not come to its end. */
export async function jest(gate, options) {
  rmSync(REPORT, { force: true });
  const watch = watchOver();
  const args = [...options, '--passWithNoTests', '--json', `--outputFile=${REPORT}`, '--silent=false'];
  // Its suites are watched one by one.
  const child = startBin('jest', args, { env: watch.env, ...UNLIMITED });
  watch.begin(child.pid);
  await once(child, 'close');
  const ended = watch.end();
  for (const suite of ended) gate.fail(`${relative(ROOT, suite)}: silent for too long, ended`);
  if (!existsSync(REPORT)) return ended.length > 0 ? undefined : 'jest ended without a report';
  const { testResults } = JSON.parse(readFileSync(REPORT, 'utf8'));
  for (const result of testResults) if (!ended.includes(result.name)) count(gate, result);
  return undefined;
}

function count(gate, { name, status, message, assertionResults }) {
  const suite = relative(ROOT, name);
  const failed = assertionResults.filter((result) => result.status === 'failed');
  for (const { fullName } of failed) gate.fail(`${suite}: ${fullName}`);
  if (status === 'failed' && failed.length === 0) gate.fail(`${suite}: could not run: ${firstLine(message)}`);
  for (const { status: end, ancestorTitles } of assertionResults) {
    if (end === 'passed') gate.passed += 1;
    else if (end !== 'failed') gate.skip(reasonOf(ancestorTitles), 1);
    if (end === 'passed' || end === 'failed') gate.tests += 1;
  }
}

function reasonOf(titles) {
  const title = titles.find((one) => one.startsWith(SKIPPED));
  return title === undefined ? 'left out by the test itself or by an option of jest' : title.slice(SKIPPED.length);
}

const firstLine = (message) => (message.split('\n').find((line) => /^\s*[^\s●]/.test(line)) ?? '').trim();
