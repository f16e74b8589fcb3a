// Holds this checkout against an earlier revision: same findings, plans, simulations, predictions and scripts, byte for byte, for
// random hosts, captures and examples: `node scripts/differential.mjs REVISION [--fleets N] [--targets N] [--on-captures N] [--seed S]`.
import { existsSync, mkdirSync, readdirSync, readFileSync, rmSync, statSync, symlinkSync } from 'node:fs';
import { basename, dirname, join, relative } from 'node:path';
import { parseArgs } from 'node:util';
import { appsIn, bundle, bundleInPlace, must, ROOT, run, runToEnd, UNLIMITED } from './lib.mjs';

const COUNTS = { fleets: '8000', targets: '10000', 'on-captures': '500', seed: '20240607' };
const { values, positionals } = parseArgs({
  allowPositionals: true,
  options: Object.fromEntries(Object.keys(COUNTS).map((name) => [name, { type: 'string' }])),
});
const [revision] = positionals;
if (revision === undefined) {
  console.error('which revision? node scripts/differential.mjs REVISION');
  process.exit(2);
}
/** Of the file that the plan of one host was in, once. */
const PLAN_ENDING = '.plan.json';
const WORK = join(ROOT, '.cache', 'differential');
const out = join(WORK, 'found');
rmSync(out, { recursive: true, force: true });
mkdirSync(WORK, { recursive: true });

const before = checkoutOf(revision);
const [was, is] = [join(WORK, 'before.cjs'), join(WORK, 'now.cjs')];
bundle('test/differential/outcome.ts', was, { absWorkingDir: before });
bundle('test/differential/outcome.ts', is);
const program = join(ROOT, 'test', 'differential', '.main.app.cjs');
await bundleInPlace('test/differential/main.ts', program);
const counts = Object.entries({ ...COUNTS, ...values }).flatMap(([name, value]) => [`--${name}`, value]);
const core = run(process.execPath, [program, was, is, ...counts, '--out', out], UNLIMITED);
rmSync(program, { force: true });
const examples = compareExamples();
process.exit(core === 0 && examples === 0 ? 0 : 1);

/** The revision's files, with the packages of this checkout. */
function checkoutOf(name) {
  const { stdout } = runToEnd('git', ['rev-parse', '--verify', `${name}^{commit}`], {
    stdio: ['ignore', 'pipe', 'inherit'],
  });
  const commit = String(stdout).trim();
  if (commit === '') process.exit(2);
  const folder = join(WORK, commit);
  if (existsSync(folder)) return folder;
  mkdirSync(`${folder}.new`, { recursive: true });
  must('git archive', run('sh', ['-c', 'git archive "$1" | tar x -C "$2"', 'sh', commit, `${folder}.new`]));
  symlinkSync(join(ROOT, 'node_modules'), join(`${folder}.new`, 'node_modules'));
  const embed = join(`${folder}.new`, 'scripts/embed-shell.mjs');
  if (existsSync(embed)) must('embedding shell', run(process.execPath, [embed]));
  must('mv', run('mv', [`${folder}.new`, folder]));
  return folder;
}

/** Out folders of all examples, each synthesised by both versions without a lock file. */
function compareExamples() {
  let files = 0;
  let others = 0;
  for (const example of appsIn(join(ROOT, 'examples'))) {
    const folders = [before, ROOT].map((checkout, n) =>
      synth(checkout, example, join(WORK, 'out', String(n), example)),
    );
    const names = new Set(folders.flatMap((folder) => filesOf(folder).map((file) => relative(folder, file))));
    for (const name of names) {
      files += 1;
      const [text, now] = [before, ROOT].map((checkout, n) => textOf(checkout, join(folders[n], name)));
      if (text === now) continue;
      others += 1;
      console.log(`differs: example ${example}, ${name}: ${folders.join(' and ')}`);
    }
  }
  console.log(`examples: ${files} files compared, ${others} differ`);
  return others;
}

function synth(checkout, example, folder) {
  rmSync(folder, { recursive: true, force: true });
  mkdirSync(folder, { recursive: true });
  const env = {
    CDKTF_OUTDIR: folder,
    SRIOV_LOCK_FILE: join(folder, 'sriov.lock.json'),
    SRIOV_MAC_SEED: 'differential',
  };
  const options = { cwd: checkout, env, stdio: ['ignore', 'ignore', 'ignore'] };
  must(`synth of ${example}`, run(process.execPath, ['scripts/app.mjs', `examples/${example}/main.ts`], options));
  return folder;
}

function filesOf(folder) {
  return readdirSync(folder, { recursive: true })
    .map((name) => join(folder, name))
    .filter((file) => statSync(file).isFile() && !file.endsWith(PLAN_ENDING));
}

/** Plans of all hosts, by path: a file for each in older versions. */
function plansIn(folder) {
  const older = readdirSync(folder).filter((name) => name.endsWith(PLAN_ENDING));
  const json = (name) => JSON.parse(readFileSync(join(folder, name), 'utf8'));
  const plans = older.length > 0 ? older.map((name) => json(name)) : Object.values(json('plans.json'));
  return JSON.stringify(
    plans.sort((a, b) => (a.host < b.host ? -1 : 1)),
    null,
    2,
  );
}

/** Without where the checkout is, where in the library a finding's construct was made, and which synth it was. */
function textOf(checkout, file) {
  if (basename(file) === 'plans.json') return plansIn(dirname(file));
  if (!existsSync(file)) return null;
  const text = readFileSync(file, 'utf8');
  return (basename(file) === 'cdk.tf.json' ? withScriptsWhole(text) : text)
    .replaceAll(`${checkout}/`, '')
    .replaceAll(`${relative(ROOT, before)}/`, '')
    .replaceAll(/"(line|startLine|startColumn|column)": \d+/g, '')
    .replaceAll(/("id"|"sriovSynth"): "[0-9a-f]{16}"/g, '')
    .replaceAll(/\s*"sriov(-findings|\/[\w-]+)\.[\w.]+": "[0-9a-f]{64}",?/g, '');
}

/** What scripts share stands where they refer to it, as Terraform reads them. */
function withScriptsWhole(text) {
  const { locals = {}, ...stack } = JSON.parse(text);
  const kept = Object.entries(locals).filter(([name]) => !name.startsWith('sriov_script_'));
  const rest = kept.length === 0 ? stack : { locals: Object.fromEntries(kept), ...stack };
  const inJson = (name) => JSON.stringify(locals[name]).slice(1, -1);
  return JSON.stringify(rest, null, 2).replaceAll(/\$\{local\.(sriov_script_\w+)\}/g, (_, name) => inJson(name));
}
