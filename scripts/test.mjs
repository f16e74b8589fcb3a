// Everything that must hold: format, lint, arrows, types, generated documents, tests on both engines, packed packages.
// Ends with a line "N passed, N failed".
import { readFileSync, rmSync } from 'node:fs';
import { join } from 'node:path';
import { build } from './build.mjs';
import { checkConsumers } from './consumers.mjs';
import { staleDocuments } from './docs.mjs';
import { ensureInstalled, ROOT, runBin } from './lib.mjs';
import { stage } from './stage-cdktn.mjs';

let passed = 0;
let failed = 0;
let ran = 0;

function check(what, work) {
  console.log(`\n== ${what}`);
  let problem;
  try {
    problem = work();
  } catch (error) {
    problem = error.message;
  }
  if (problem === undefined || problem === 0) {
    passed += 1;
    return true;
  }
  failed += 1;
  console.log(`FAILED ${what}${typeof problem === 'string' ? `: ${problem}` : ''}`);
  return false;
}

function jest(...options) {
  const report = join(ROOT, '.cache', 'jest.json');
  rmSync(report, { force: true });
  runBin('jest', [
    ...options,
    '--passWithNoTests',
    '--json',
    `--outputFile=${report}`,
    '--silent=false',
    ...process.argv.slice(2),
  ]);
  const { numPassedTests, numFailedTests, numFailedTestSuites, numPendingTests, numTotalTests } = JSON.parse(
    readFileSync(report, 'utf8'),
  );
  passed += numPassedTests;
  failed += numFailedTests;
  if (numPendingTests > 0) console.log(`${numPendingTests} skipped; each says why above`);
  ran += numTotalTests;
  if (numFailedTestSuites > 0 && numFailedTests === 0) throw new Error(`${numFailedTestSuites} suites could not run`);
}

ensureInstalled();
check('format (prettier)', () => runBin('prettier', ['--check', '--log-level=warn', '.']));
check('lint (eslint)', () => runBin('eslint', ['--max-warnings=0', '.']));
check('arrows between folders (dependency-cruiser)', () => runBin('depcruise', ['lib', '--output-type', 'err']));
check('types', () => runBin('tsc', ['-p', 'tsconfig.dev.json']));
if (check('compile (jsii) and bundle', () => void build())) {
  check('API.md and RULES.md are up to date', () => {
    const stale = staleDocuments();
    return stale.length > 0 ? `${stale.join(', ')} differ; run "npm run docs" and commit` : undefined;
  });
  if (check('compile for cdktn', () => void stage())) {
    check('examples type-check on cdktn', () => runBin('tsc', ['-p', 'tsconfig.cdktn.json']));
    for (const engine of ['cdktf', 'cdktn'])
      check(`packed ${engine}-sriov in a new project`, () => checkConsumers(engine));
    check('both packages synthesise the same', () => checkConsumers.compare());
  }
}
// jest leaves a processor to others unless told otherwise; here there is nobody else.
check('test suites (jest)', () => jest('--selectProjects', 'core', 'cdktf', 'cdktn', '--maxWorkers=100%'));
// After the others: the emulated hosts of two suites keep two processors busy.
check('test suites with an emulated host (jest)', () => jest('--selectProjects', 'lab', '--maxWorkers=2'));
check('at least one test ran', () => (ran === 0 ? 'none did' : undefined));
console.log(`\n${passed} passed, ${failed} failed`);
process.exit(failed === 0 ? 0 : 1);
