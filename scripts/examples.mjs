// Follows the README of every example word by word, in a new folder outside of the checkout, with the packed library.
import { cpSync, mkdirSync, mkdtempSync, readFileSync, rmSync, symlinkSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { appsIn, must, ROOT, run } from './lib.mjs';
import { NPM_TOOLS, npmTool } from './npm-tools.mjs';

const INSTALL = 'npm install';

/**
 * @param engine `cdktf` or `cdktn`
 * @param tarball the packed library, which is not in the registry in this version
 * @param only names of examples; all by default
 */
export function followExamples(engine, tarball, only) {
  const root = mkdtempSync(join(tmpdir(), 'sriov-examples-'));
  const env = userOf(join(root, 'home'));
  try {
    must('unpacking', run('tar', ['xzf', tarball, '-C', root]));
    const packed = join(root, 'package', 'examples');
    const names = appsIn(packed).filter((name) => only === undefined || only.includes(name));
    if (names.length === 0) throw new Error('the package has no examples');
    const installed = new Map();
    for (const name of names) {
      const folder = join(root, name);
      cpSync(join(packed, name), folder, { recursive: true });
      const [install, ...commands] = commandsOf(name, folder);
      if (install !== INSTALL || commands.length === 0)
        throw new Error(`${name}: the README does not begin with ${INSTALL}`);
      // Most examples state the same packages, which are installed once.
      const dependencies = dependenciesOf(folder);
      const modules = installed.get(dependencies);
      if (modules === undefined) installed.set(dependencies, installedFor(folder, engine, tarball));
      else symlinkSync(modules, join(folder, 'node_modules'));
      for (const command of commands) follow(name, folder, command, env);
    }
  } finally {
    rmSync(root, { recursive: true, force: true });
  }
}

/** Lines of the shell blocks of a README. */
function commandsOf(name, folder) {
  const text = readFileSync(join(folder, 'README.md'), 'utf8');
  const blocks = [...text.matchAll(/^```sh\n([^]*?)^```$/gm)].map(([, block]) => block.trim().split('\n'));
  if (blocks.length === 0) throw new Error(`${name}: the README has no commands`);
  return blocks.flat();
}

function dependenciesOf(folder) {
  const { dependencies, devDependencies } = JSON.parse(readFileSync(join(folder, 'package.json'), 'utf8'));
  for (const [name, version] of Object.entries({ ...dependencies, ...devDependencies }))
    if (!/^\d+\.\d+\.\d+$/.test(version)) throw new Error(`${name} is not pinned: ${version}`);
  return JSON.stringify([dependencies, devDependencies]);
}

/** Installs what an example states; the folder of the packages. */
function installedFor(folder, engine, tarball) {
  const file = join(folder, 'package.json');
  const text = readFileSync(file, 'utf8');
  const manifest = JSON.parse(text);
  manifest.dependencies[`${engine}-sriov`] = `file:${tarball}`;
  writeFileSync(file, JSON.stringify(manifest));
  const args = ['install', '--no-audit', '--no-fund', '--loglevel=error', '--prefer-offline'];
  must(INSTALL, run('npm', args, { cwd: folder, stdio: ['ignore', 2, 2] }));
  writeFileSync(file, text);
  return join(folder, 'node_modules');
}

/** Who follows: with OpenTofu, and a home that is nobody's, since the provider is installed there. */
function userOf(home) {
  mkdirSync(home);
  npmTool('tofu');
  return { HOME: home, PATH: `${process.env.PATH}:${NPM_TOOLS}` };
}

/** As a user's shell does it. Findings of an example that are no errors are none of our business here. */
function follow(name, folder, command, env) {
  must(`${name}: ${command}`, run('sh', ['-c', command], { cwd: folder, stdio: ['ignore', 'ignore', 2], env }));
}

if (process.argv[1] === import.meta.filename) {
  const { packageOf } = await import('./consumers.mjs');
  const { build } = await import('./build.mjs');
  build();
  followExamples('cdktf', packageOf('cdktf'), process.argv.length > 2 ? process.argv.slice(2) : undefined);
  console.log(`examples of ${ROOT}: each README was followed`);
}
