// The runtime that an executable of a platform has in it: Bun, as npm has it, kept between runs. Run by itself it puts that of this machine
// where tests find tools.
import { existsSync, mkdirSync, readFileSync, renameSync, rmSync, symlinkSync } from 'node:fs';
import { join } from 'node:path';
import { must, ROOT, run, runToEnd } from '../lib.mjs';

const { version, packages } = JSON.parse(readFileSync(join(ROOT, 'scripts/release/runtimes.json'), 'utf8'));

/** Go's names of systems and processors, as engines ask for providers. */
export const PLATFORMS = Object.keys(packages);

const SYSTEMS = { linux: 'linux', darwin: 'darwin', win32: 'windows' };
const PROCESSORS = { x64: 'amd64', arm64: 'arm64' };

/** That of this machine. */
export const OWN_PLATFORM = `${SYSTEMS[process.platform]}_${PROCESSORS[process.arch]}`;

/** The program of the runtime. */
export function runtimeOf(platform) {
  const folder = join(ROOT, '.cache/bun', version, platform);
  const program = join(folder, 'package/bin', platform.startsWith('windows') ? 'bun.exe' : 'bun');
  if (!existsSync(program)) download(packages[platform], folder);
  return program;
}

/** npm refuses to install what is for another machine, and packs it. */
function download({ name, integrity }, folder) {
  const draft = `${folder}.${process.pid}`;
  rmSync(draft, { recursive: true, force: true });
  mkdirSync(draft, { recursive: true });
  const args = ['pack', `${name}@${version}`, '--json', '--loglevel=error', '--pack-destination', draft];
  const { status, stdout } = runToEnd('npm', args, { stdio: ['ignore', 'pipe', 'inherit'], encoding: 'utf8' });
  must(`npm pack ${name}@${version}`, status ?? 1);
  const [packed] = JSON.parse(stdout);
  if (packed.integrity !== integrity) {
    throw new Error(`${name}@${version} is not what it was: ${packed.integrity} in place of ${integrity}`);
  }
  must('tar', run('tar', ['-xzf', join(draft, packed.filename), '-C', draft]));
  rmSync(join(draft, packed.filename));
  rmSync(folder, { recursive: true, force: true });
  renameSync(draft, folder);
}

if (process.argv[1] === import.meta.filename) {
  const tools = join(ROOT, '.cache/tools/bin');
  mkdirSync(tools, { recursive: true });
  rmSync(join(tools, 'bun'), { force: true });
  symlinkSync(runtimeOf(OWN_PLATFORM), join(tools, 'bun'));
}
