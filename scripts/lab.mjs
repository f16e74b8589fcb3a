// Emulated SR-IOV hosts to try things on: `npm run lab -- up`. docs/lab.md tells more.
import { rmSync } from 'node:fs';
import { join } from 'node:path';
import { bundle, ensureInstalled, ROOT, run, UNLIMITED } from './lib.mjs';

ensureInstalled();
// Beside the source, so that it finds the files of its folder; named by process, for two may run at once.
const program = join(ROOT, 'test', 'lab', `.commands-${process.pid}.app.cjs`);
bundle('test/lab/commands.ts', program, { packages: 'external' });
// An interrupt is for the program, which ends what it started.
process.on('SIGINT', () => undefined);
const status = run(process.execPath, [program, ...process.argv.slice(2)], { cwd: process.cwd(), ...UNLIMITED });
rmSync(program);
process.exit(status);
