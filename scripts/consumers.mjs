// Packs the library, installs it into a small new project as a user would, type-checks and synthesises there.
import { cpSync, existsSync, mkdirSync, readdirSync, readFileSync, rmSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { must, ROOT, run } from './lib.mjs';
import { STAGE } from './stage-cdktn.mjs';

const CONSUMERS = join(ROOT, '.cache', 'consumers');
const versions = JSON.parse(readFileSync(join(ROOT, 'package.json'), 'utf8')).devDependencies;
const ENGINES = {
  cdktf: {
    source: ROOT,
    packages: [`cdktf@${versions.cdktf}`, `@cdktf/provider-null@${versions['@cdktf/provider-null']}`],
  },
  cdktn: { source: STAGE, packages: [`cdktn@${versions.cdktn}`] },
};

const quiet = { stdio: ['ignore', 2, 2] };

/** Packs the library of one engine; path of the archive. */
export function packageOf(engine) {
  const folder = join(CONSUMERS, engine);
  mkdirSync(folder, { recursive: true });
  return pack(ENGINES[engine].source, folder);
}

/** Installs and uses one package; a text when something is wrong. */
export function checkConsumers(engine) {
  const folder = join(CONSUMERS, engine);
  const { source, packages } = ENGINES[engine];
  rmSync(join(folder, 'out'), { recursive: true, force: true });
  mkdirSync(folder, { recursive: true });
  // Both have the lock file beside this one: their MACs come of the same seed, and that of this repository is left alone.
  writeFileSync(join(CONSUMERS, 'cdktf.json'), '{ "language": "typescript", "app": "node main.js" }\n');
  const tarball = pack(source, folder);
  install(folder, [tarball, ...packages]);
  for (const name of ['tsconfig.json', 'kvm01.json']) cpSync(join(ROOT, 'test/consumer', name), join(folder, name));
  for (const name of ['main.ts', 'types.ts']) copyFor(engine, join(ROOT, 'test/consumer', name), join(folder, name));
  const inFolder = { ...quiet, cwd: folder };
  must('tsc', run(process.execPath, [join(ROOT, 'node_modules/typescript/bin/tsc'), '-p', '.'], inFolder));
  must('synth', run(process.execPath, ['main.js'], { ...inFolder, env: { CDKTF_OUTDIR: 'out' } }));
  must('sriov check', run(join(folder, 'node_modules/.bin/sriov'), ['check', 'out'], inFolder));
  runTests(engine, folder);
  return undefined;
}

/** Copies a file whose imports name one engine. */
function copyFor(engine, from, to) {
  writeFileSync(to, readFileSync(from, 'utf8').replaceAll("'cdktf", `'${engine}`));
}

/** Tests of an app with `testing` of the package, by Jest and Vitest of this repository, which are found above the project. */
function runTests(engine, project) {
  const folder = join(project, 'tests');
  rmSync(folder, { recursive: true, force: true });
  mkdirSync(folder);
  cpSync(join(project, 'kvm01.json'), join(folder, 'kvm01.json'));
  const tests = join(ROOT, 'test/consumer/tests');
  for (const name of readdirSync(tests)) copyFor(engine, join(tests, name), join(folder, name));
  const inFolder = { ...quiet, cwd: folder };
  const node = (what, ...args) =>
    must(what, run(process.execPath, [join(ROOT, 'node_modules', args[0]), ...args.slice(1)], inFolder));
  node('types of tests for Jest', 'typescript/bin/tsc', '-p', 'tsconfig.jest.json');
  node('types of tests for Vitest', 'typescript/bin/tsc', '-p', 'tsconfig.vitest.json');
  const jest = { testMatch: ['**/jest/*.test.js'], setupFilesAfterEnv: [`${engine}-sriov/testing/jest`] };
  node('Jest', 'jest/bin/jest.js', '--rootDir', folder, '--config', JSON.stringify(jest), '--runInBand');
  node('Vitest', 'vitest/vitest.mjs', 'run', '--root', folder);
}

/** The stacks of both consumers are alike, but for the engine's version and the folder of the state. */
checkConsumers.compare = () => {
  const [a, b] = Object.keys(ENGINES).map((engine) =>
    comparable(join(CONSUMERS, engine, 'out/stacks/consumer/cdk.tf.json')),
  );
  return a === b ? undefined : 'cdk.tf.json of the two consumers differ';
};

function comparable(file) {
  const stack = JSON.parse(readFileSync(file, 'utf8'));
  delete stack['//'];
  delete stack.terraform.backend;
  return JSON.stringify(stack);
}

function pack(source, folder) {
  for (const name of readdirSync(folder)) if (name.endsWith('.tgz')) rmSync(join(folder, name));
  must('npm pack', run('npm', ['pack', '--loglevel=error', '--pack-destination', folder], { ...quiet, cwd: source }));
  const tarball = readdirSync(folder).find((name) => name.endsWith('.tgz'));
  if (!tarball) throw new Error('npm pack made no archive');
  return join(folder, tarball);
}

function install(folder, packages) {
  const manifest = join(folder, 'package.json');
  if (!existsSync(manifest)) writeFileSync(manifest, '{ "name": "consumer", "private": true }\n');
  const types = [`@types/node@${versions['@types/node']}`, `constructs@${versions.constructs}`];
  const args = [
    'install',
    '--no-audit',
    '--no-fund',
    '--loglevel=error',
    '--prefer-offline',
    '--no-save',
    ...packages,
    ...types,
  ];
  must('npm install', run('npm', args, { ...quiet, cwd: folder }));
}
