// The stage "packages": both packed packages in new projects.
import { build } from '../build.mjs';
import { checkConsumers, packageOf } from '../consumers.mjs';
import { followExamples } from '../examples.mjs';
import { runBin } from '../lib.mjs';
import { stage } from '../stage-cdktn.mjs';

export async function packages(gate) {
  if (!(await gate.check('compile (jsii) and bundle', () => void build()))) return;
  if (!(await gate.check('compile for cdktn', () => void stage()))) return;
  await gate.check('examples type-check on cdktn', () => runBin('tsc', ['-p', 'tsconfig.cdktn.json']));
  for (const engine of ['cdktf', 'cdktn'])
    await gate.check(`packed ${engine}-sriov in a new project`, () => checkConsumers(engine));
  await gate.check('the README of every example, word by word', () => followExamples('cdktf', packageOf('cdktf')));
  await gate.check('one README on cdktn', () => followExamples('cdktn', packageOf('cdktn'), ['one-host']));
  await gate.check('both packages synthesise the same', () => checkConsumers.compare());
}
