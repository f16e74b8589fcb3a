import { join } from 'node:path';
import { execFileSync } from '../support/child';

/** The command line as one file, made as the one in the package is. */
export function bundledCli(folder: string): string {
  const program = join(folder, 'sriov.js');
  execFileSync(process.execPath, [join(__dirname, '../../scripts/bundle-cli.mjs'), program]);
  return program;
}
