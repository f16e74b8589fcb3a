// Everything that must hold, in stages: `npm test [-- ARGUMENTS OF JEST]`, or some of them: `--stage NAME` before those.
// The last line is "N passed, N failed, N skipped".
import { check } from './gate/check.mjs';
import { Gate } from './gate/gate.mjs';
import { packages } from './gate/packages.mjs';
import { fast, lab, shells } from './gate/suites.mjs';
import { changedSince, workTree } from './gate/work-tree.mjs';
import { ensureInstalled } from './lib.mjs';

/** In the order of what they cost; CONTRIBUTING.md says what each is for. */
const STAGES = { check, fast, shells, packages, lab };

const args = process.argv.slice(2);
const names = [];
while (args[0] === '--stage') names.push(...args.splice(0, 2).slice(1));
const unknown = names.filter((name) => !(name in STAGES));
if (unknown.length > 0) {
  console.error(`there is no stage ${unknown.join(', ')}, only ${Object.keys(STAGES).join(', ')}`);
  process.exit(2);
}

const before = workTree();
ensureInstalled();
const gate = new Gate();
const chosen = names.length > 0 ? names : Object.keys(STAGES);
for (const name of chosen) await STAGES[name](gate, args);
const hasSuites = chosen.some((name) => ['fast', 'shells', 'lab'].includes(name));
if (hasSuites)
  await gate.check('at least one test ran', () => (gate.tests + gate.skips.size === 0 ? 'none did' : undefined));
if (before === null) gate.skip('this is no clone of git: that the work tree stays as it was is not checked', 1);
else await gate.check('the work tree is as it was', () => changedSince(before));
gate.printVerdict();
process.exitCode = gate.failed === 0 ? 0 : 1;
