import { join } from 'node:path';
import { execFileSync } from '../support/child';

/** The command line bundled, as the one in the package is. */
export function bundledCli(folder: string): string {
  execFileSync(process.execPath, [join(__dirname, '../../scripts/bundle-cli.mjs'), folder]);
  return join(folder, 'sriov.mjs');
}
