// Installs into .cache/tools what comes from npm and is no dependency of the package, such as OpenTofu. Does nothing where it is there.
import { existsSync, mkdirSync, rmSync, symlinkSync } from 'node:fs';
import { join } from 'node:path';
import { must, ROOT, run } from './lib.mjs';
import { isThere, tools } from './missing-tools.mjs';

const FOLDER = join(ROOT, '.cache/tools');
/** Where they are commands. */
export const NPM_TOOLS = join(FOLDER, 'bin');

/** A command as it is started: its name where it is on the PATH, else its path below .cache/tools, where it is installed to first. */
export function npmTool(command) {
  const { npm } = tools().find(({ tool }) => tool === command);
  if (isThere(command)) return command;
  const program = join(NPM_TOOLS, command);
  if (!existsSync(program)) {
    console.error(`installing ${npm} into .cache/tools`);
    const options = ['--no-save', '--no-audit', '--no-fund', '--loglevel=error'];
    must('npm install', run('npm', ['install', '--prefix', FOLDER, ...options, npm], { stdio: ['ignore', 2, 2] }));
    mkdirSync(NPM_TOOLS, { recursive: true });
    rmSync(program, { force: true });
    symlinkSync(join('../node_modules', npm.slice(0, npm.lastIndexOf('@')), command), program);
  }
  return program;
}

if (process.argv[1] === import.meta.filename) {
  for (const { tool, npm } of tools()) if (npm !== undefined) npmTool(tool);
}
