// Bundles a provider with everything in it into one file that Terraform and OpenTofu start as it is, where Node is installed.
// `node scripts/bundle-provider.mjs ENTRY FILE`.
import { chmodSync, writeFileSync } from 'node:fs';
import { createRequire } from 'node:module';
import { dirname, join } from 'node:path';
import { embedShell } from './embed-shell.mjs';
import { NODE_BUNDLE } from './lib.mjs';
import { validatorsAhead } from './validators-ahead.mjs';

const esbuild = createRequire(import.meta.url)('esbuild');

// For a shell a program, for Node a string and a comment. The host shows what stands on standard output in place of an address, so
// that its user reads what is missing; exec keeps the process that the host knows.
const HEADER = `#!/bin/sh
':' //; command -v node >/dev/null 2>&1 || { echo "this provider needs Node.js 20 or newer on PATH"; exit 1; }; exec node "$0" "$@"`;

export async function bundleProvider(entry, outfile) {
  embedShell();
  await esbuild.build({
    ...NODE_BUNDLE,
    entryPoints: [entry],
    outfile,
    format: 'cjs',
    banner: { js: HEADER },
    // In the file: hosts would take one beside it, whose name begins alike, for the provider.
    legalComments: 'eof',
    // Names stay, for the traces in logs.
    minifyWhitespace: true,
    minifySyntax: true,
    // A fifth of the size, for services that show a server to its administrator, which this one has not.
    external: ['@grpc/proto-loader'],
    plugins: [validatorsAhead(esbuild)],
  });
  chmodSync(outfile, 0o755);
  // A file without an extension is what the package.json above it says, which may be that of somebody's ES modules.
  writeFileSync(join(dirname(outfile), 'package.json'), `${JSON.stringify({ type: 'commonjs' })}\n`);
}

if (process.argv[1] === import.meta.filename) {
  const [entry, outfile] = process.argv.slice(2);
  await bundleProvider(entry, outfile);
}
