// What the scripts share. Only Node's own modules: this runs before anything is installed.
import { spawn, spawnSync } from 'node:child_process';
import { createHash } from 'node:crypto';
import { existsSync, mkdirSync, readdirSync, readFileSync, statSync, writeFileSync } from 'node:fs';
import { createRequire } from 'node:module';
import { dirname, join, relative } from 'node:path';
import { fileURLToPath } from 'node:url';
import { embedShell } from './embed-shell.mjs';

export const ROOT = dirname(dirname(fileURLToPath(import.meta.url)));

/** Names of the examples in a folder that are apps; the others are configurations of Terraform alone. */
export const appsIn = (examples) =>
  readdirSync(examples).filter((name) => existsSync(join(examples, name, 'package.json')));

/** What a command may take, unless the caller says otherwise; then it is killed. */
const LIMIT_MS = 10 * 60_000;
/** For what a user ends: an app, a session, a command of the lab. */
export const UNLIMITED = { timeout: 0 };

const settings = ({ env, ...rest }) => ({
  cwd: ROOT,
  stdio: 'inherit',
  timeout: LIMIT_MS,
  killSignal: 'SIGKILL',
  ...rest,
  env: { ...process.env, JSII_SILENCE_WARNING_END_OF_LIFE_NODE_VERSION: process.versions.node.split('.')[0], ...env },
});

/** Runs a command with its output shown, ten minutes at most unless `timeout` says otherwise; its exit code. */
export function run(command, args, options = {}) {
  const { status } = runToEnd(command, args, options);
  return status ?? 1;
}

/** The same, with what it printed where `stdio` says that it is kept. */
export function runToEnd(command, args, options = {}) {
  const result = spawnSync(command, args, settings(options));
  if (result.error?.code === 'ETIMEDOUT') throw new Error(`${command} ${args.join(' ')} took too long and was killed`);
  if (result.error) throw new Error(`${command} could not be started: ${result.error.message}`);
  return result;
}

/** Starts a command of an installed package, and goes on. */
export function startBin(name, args, options = {}) {
  return spawn(process.execPath, [binPath(name), ...args], settings(options));
}

/** Runs a command of an installed package. */
export function runBin(name, args, options) {
  return run(process.execPath, [binPath(name), ...args], options);
}

function binPath(name) {
  const link = join(ROOT, 'node_modules', '.bin', name);
  if (!existsSync(link)) throw new Error(`${name} is not installed: run "npm ci"`);
  return link;
}

/** A command that failed and has said why: a program that does not catch it ends with one line, and no stack trace. */
class CommandFailed extends Error {}
process.on('uncaughtException', (error) => {
  console.error(error instanceof CommandFailed ? error.message : error);
  process.exit(2);
});

/** @throws CommandFailed for a command that failed: the gate counts it and goes on */
export function must(what, status) {
  if (status !== 0) throw new CommandFailed(`${what} failed with exit code ${status}`);
}

/** Digest over the contents of files and folders, by name. */
export function digestOf(paths) {
  const hash = createHash('sha256');
  for (const path of paths.flatMap((p) => filesUnder(join(ROOT, p))).sort()) {
    hash.update(relative(ROOT, path)).update('\0').update(readFileSync(path)).update('\0');
  }
  return hash.digest('hex');
}

function filesUnder(path) {
  if (!existsSync(path)) return [];
  if (!statSync(path).isDirectory()) return [path];
  return readdirSync(path).flatMap((name) => filesUnder(join(path, name)));
}

/** Does the work unless it was done for the same digest before. Returns whether it was done now. */
export function unlessUpToDate(stamp, digest, exists, work) {
  const file = join(ROOT, stamp);
  if (exists && existsSync(file) && readFileSync(file, 'utf8') === digest) return false;
  work();
  mkdirSync(dirname(file), { recursive: true });
  writeFileSync(file, digest);
  return true;
}

/** Installs what package-lock.json names, unless that is what is installed. */
export function ensureInstalled() {
  const digest = digestOf(['package-lock.json']) + process.versions.node.split('.')[0];
  unlessUpToDate('node_modules/.installed-lock-digest', digest, existsSync(join(ROOT, 'node_modules')), () => {
    console.error('installing packages (npm ci)');
    must('npm ci', run('npm', ['ci', '--no-audit', '--no-fund', '--loglevel=error'], { stdio: ['ignore', 2, 2] }));
  });
}

/** How esbuild makes one program of many files, for Node 20. */
export const NODE_BUNDLE = {
  absWorkingDir: ROOT,
  bundle: true,
  platform: 'node',
  target: 'node20',
  logLevel: 'warning',
  jsx: 'automatic',
  jsxImportSource: 'preact',
};

/** Bundles a TypeScript program into one file for Node 20. esbuild is loaded late: it may just have been installed. */
export function bundle(entry, outfile, options = {}) {
  embedShell();
  const { buildSync } = createRequire(import.meta.url)('esbuild');
  buildSync({ ...NODE_BUNDLE, entryPoints: [entry], outfile, ...options });
}

/** Bundles a program that finds files beside its sources, which know their own folder though the bundle is elsewhere. */
export async function bundleInPlace(entry, outfile) {
  embedShell();
  const ownFolder = {
    name: 'own-folder',
    setup({ onLoad }) {
      onLoad({ filter: /\/test\/.*\.ts$/ }, ({ path }) => ({
        contents: `const __dirname = ${JSON.stringify(dirname(path))};\n${readFileSync(path, 'utf8')}`,
        loader: 'ts',
      }));
    },
  };
  await createRequire(import.meta.url)('esbuild').build({
    ...NODE_BUNDLE,
    entryPoints: [entry],
    outfile,
    packages: 'external',
    plugins: [ownFolder],
  });
}
