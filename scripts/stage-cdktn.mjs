// Stages and compiles the same source as `cdktn-sriov`, for apps on the engine cdktn.
import { cpSync, existsSync, mkdirSync, readdirSync, readFileSync, rmSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { build } from './build.mjs';
import { appsIn, digestOf, must, ROOT, runBin, unlessUpToDate } from './lib.mjs';
import { compileValidators } from './validators-ahead.mjs';

export const STAGE = join(ROOT, '.stage', 'cdktn');
const COPIED = [
  'lib',
  'schemas',
  'bin',
  'docs',
  'examples',
  'tsconfig.json',
  'LICENSE',
  'README.md',
  'CHANGELOG.md',
  'API.md',
  'RULES.md',
];

/** Names that differ between the twin packages, in sources and documents. */
function renamed(text) {
  return text
    .replaceAll("from 'cdktf'", "from 'cdktn'")
    .replaceAll('npm install cdktf-sriov cdktf @cdktf/provider-null', 'npm install cdktn-sriov cdktn')
    .replaceAll('node_modules/cdktf-sriov/', 'node_modules/cdktn-sriov/')
    .replaceAll("from 'cdktf-sriov'", "from 'cdktn-sriov'");
}

export function stage() {
  build();
  const digest = digestOf([
    'lib',
    'schemas',
    'package.json',
    'package-lock.json',
    'tsconfig.json',
    'scripts',
    'docs',
    'examples',
    'README.md',
    'API.md',
  ]);
  unlessUpToDate('.stage/.source-digest', digest, existsSync(join(STAGE, 'build/lib/index.js')), () => {
    console.error('staging and compiling for cdktn');
    rmSync(STAGE, { recursive: true, force: true });
    mkdirSync(STAGE, { recursive: true });
    for (const name of COPIED)
      if (existsSync(join(ROOT, name))) cpSync(join(ROOT, name), join(STAGE, name), { recursive: true });
    rewriteSources(join(STAGE, 'lib'));
    rewriteExamples();
    writeFileSync(join(STAGE, 'README.md'), renamed(readFileSync(join(STAGE, 'README.md'), 'utf8')));
    swapEngine();
    writePackageJson();
    copyBundled();
    must('jsii', runBin('jsii', ['--silence-warnings=reserved-word'], { cwd: STAGE, stdio: ['ignore', 2, 2] }));
    compileValidators(join(STAGE, 'build/lib'));
    for (const program of ['build/cli', 'build/provider']) {
      cpSync(join(ROOT, program), join(STAGE, program), { recursive: true });
    }
  });
}

function rewriteSources(folder) {
  for (const entry of readdirSync(folder, { withFileTypes: true })) {
    const path = join(folder, entry.name);
    if (entry.isDirectory()) rewriteSources(path);
    else if (path.endsWith('.ts')) writeFileSync(path, renamed(readFileSync(path, 'utf8')));
  }
}

function rewriteExamples() {
  const examples = join(STAGE, 'examples');
  rewriteSources(examples);
  for (const name of appsIn(examples)) {
    const readme = join(examples, name, 'README.md');
    writeFileSync(readme, renamed(readFileSync(readme, 'utf8')));
    const file = join(examples, name, 'package.json');
    const manifest = JSON.parse(readFileSync(file, 'utf8'));
    const { '@cdktf/provider-null': _null, cdktf: _cdktf, 'cdktf-sriov': version, ...others } = manifest.dependencies;
    const { cdktn } = JSON.parse(readFileSync(join(ROOT, 'package.json'), 'utf8')).devDependencies;
    manifest.dependencies = { ...others, cdktn, 'cdktn-sriov': version };
    writeFileSync(file, `${JSON.stringify(manifest, null, 2)}\n`);
  }
}

function swapEngine() {
  const engine = join(STAGE, 'lib/engine');
  for (const name of readdirSync(join(engine, 'cdktn'))) cpSync(join(engine, 'cdktn', name), join(engine, name));
  rmSync(join(engine, 'cdktn'), { recursive: true });
}

function writePackageJson() {
  const source = JSON.parse(readFileSync(join(ROOT, 'package.json'), 'utf8'));
  const { '@cdktf/provider-null': _null, cdktf: _cdktf, ...peers } = source.peerDependencies;
  const { scripts: _scripts, ...rest } = source;
  const versions = { cdktn: source.devDependencies.cdktn, constructs: source.devDependencies.constructs };
  const twin = {
    ...rest,
    name: 'cdktn-sriov',
    description: source.description.replace('CDK for Terraform', 'CDK Terrain'),
    keywords: source.keywords.map((word) => (word === 'cdktf' ? 'cdktn' : word)),
    jsii: {
      ...source.jsii,
      targets: {
        python: { distName: 'cdktn-sriov', module: 'cdktn_sriov' },
        go: { moduleName: 'github.com/cdktf-sriov/cdktn-sriov-go' },
      },
    },
    peerDependencies: { ...peers, cdktn: `^${versions.cdktn}`, constructs: '>=10.6.0 <10.8.0' },
    devDependencies: versions,
  };
  writeFileSync(join(STAGE, 'package.json'), `${JSON.stringify(twin, null, 2)}\n`);
}

/** npm packs bundled dependencies from the package's own node_modules. */
function copyBundled() {
  const queue = ['ajv'];
  for (const name of queue) {
    const from = join(ROOT, 'node_modules', name);
    cpSync(from, join(STAGE, 'node_modules', name), { recursive: true });
    const { dependencies = {} } = JSON.parse(readFileSync(join(from, 'package.json'), 'utf8'));
    for (const dependency of Object.keys(dependencies)) if (!queue.includes(dependency)) queue.push(dependency);
  }
}

if (process.argv[1] === import.meta.filename) stage();
