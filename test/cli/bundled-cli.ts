import { join } from 'node:path';
import { buildSync } from 'esbuild';

/** The command line as one file, as users have it. */
export function bundledCli(folder: string): string {
  const program = join(folder, 'sriov.js');
  buildSync({
    entryPoints: [join(__dirname, '../../lib/cli/main.ts')],
    bundle: true,
    platform: 'node',
    outfile: program,
    logLevel: 'warning',
  });
  return program;
}
