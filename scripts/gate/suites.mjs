// The stages that run test suites. Each takes what the command line says for jest.
import { join } from 'node:path';
import { ROOT } from '../lib.mjs';
import { jest } from './jest.mjs';

const filter = (name) => `--filter=${join(ROOT, 'scripts/gate', name)}`;
// jest leaves a processor to others unless told otherwise; here there is nobody else.
const ALONE = '--maxWorkers=100%';

/** All that needs no shell and no emulated host, on both engines. */
export const fast = (gate, args) =>
  gate.check('unit suites (jest)', () =>
    jest(gate, ['--selectProjects', 'core', 'cdktf', 'cdktn', ALONE, filter('without-shells.js'), ...args]),
  );

/** Rendered scripts in real shells, with files in place of a host; one suite mostly waits. */
export const shells = (gate, args) =>
  gate.check('suites that run scripts in shells (jest)', () =>
    jest(gate, ['--selectProjects', 'core', '--maxWorkers=150%', filter('with-shells.js'), ...args]),
  );

/** Emulated hosts: each keeps a processor busy. */
export const lab = (gate, args) =>
  gate.check('suites with an emulated host (jest)', () =>
    jest(gate, ['--selectProjects', 'lab', '--maxWorkers=2', ...args]),
  );
