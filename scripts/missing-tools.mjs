// Debian packages of tools that the tests need and this machine lacks; run by itself it prints them, for .ci/install-tools. What comes from
// npm instead is in npm-tools.mjs.
import { accessSync, constants, readFileSync } from 'node:fs';
import { join } from 'node:path';
import { ROOT } from './lib.mjs';

/** Installs all of them. */
export const INSTALL_COMMAND = '.ci/install-tools';

export const tools = () => JSON.parse(readFileSync(join(ROOT, 'test/support/tools.json'), 'utf8'));

export function missingPackages() {
  const missing = tools().filter((entry) => entry.package !== null && !isThere(entry.tool));
  return [...new Set(missing.map((entry) => entry.package))];
}

export function isThere(tool) {
  if (tool.startsWith('/')) return may(tool, constants.R_OK);
  // Administrators' commands are not on everybody's PATH.
  const folders = [...(process.env.PATH ?? '').split(':'), '/usr/sbin', '/sbin'];
  return folders.some((folder) => may(join(folder, tool), constants.X_OK));
}

function may(path, mode) {
  try {
    accessSync(path, mode);
    return true;
  } catch {
    return false;
  }
}

if (process.argv[1] === import.meta.filename) {
  for (const name of missingPackages()) console.log(name);
}
