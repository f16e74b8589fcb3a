// Bundles a provider with everything in it into one file that Terraform and OpenTofu start as it is, where Node is installed.
// `node scripts/bundle-provider.mjs ENTRY FILE`.
import { chmodSync, writeFileSync } from 'node:fs';
import { createRequire } from 'node:module';
import { basename, dirname, join } from 'node:path';
import { embedShell } from './embed-shell.mjs';
import { NODE_BUNDLE, ROOT } from './lib.mjs';
import { validatorsAhead } from './validators-ahead.mjs';

const esbuild = createRequire(import.meta.url)('esbuild');

// For a shell a program, for Node a string and a comment. The host shows what stands on standard output in place of an address, so
// that its user reads what is missing; exec keeps the process that the host knows.
const HEADER = `#!/bin/sh
':' //; command -v node >/dev/null 2>&1 || { echo "this provider needs Node.js 20 or newer on PATH"; exit 1; }; exec node "$0" "$@"`;

/** A fifth of gRPC, for services that show a server to its administrator, which this one has not. */
export const NOT_NEEDED = ['@grpc/proto-loader'];

const COMMON = {
  ...NODE_BUNDLE,
  format: 'cjs',
  // In the file: hosts would take one beside it, whose name begins alike, for the provider.
  legalComments: 'eof',
  // Names stay, for the traces in logs.
  minifyWhitespace: true,
  minifySyntax: true,
  external: NOT_NEEDED,
};

const WIRE = join(ROOT, 'lib/provider/wire');
/** Modules that what is loaded late shares with what serves it. */
const SHARED = ['calls', 'log', 'tfplugin6'];

/**
 * What the entry loads by `import()` stands in the file as text. Node reads through all code of a file before it begins, and a host waits
 * for that at each of the up to five starts of a command; text it passes over.
 */
const late = {
  name: 'late',
  setup({ onResolve, onLoad, resolve }) {
    onResolve({ filter: /^\./ }, async ({ path, kind, resolveDir, namespace }) => {
      if (kind !== 'dynamic-import' || namespace !== 'file') return undefined;
      const found = await resolve(path.replace(/\.js$/, ''), { kind: 'import-statement', resolveDir });
      return { path: found.path, errors: found.errors, namespace: 'late' };
    });
    onLoad({ filter: /.*/, namespace: 'late' }, async ({ path }) => {
      const { outputFiles } = await esbuild.build({
        ...COMMON,
        entryPoints: [path],
        write: false,
        plugins: [sharedAreOutside, validatorsAhead(esbuild)],
      });
      return { contents: lateModule(basename(path), outputFiles[0].text), loader: 'js', resolveDir: WIRE };
    });
  },
};

const sharedAreOutside = {
  name: 'shared-are-outside',
  setup({ onResolve }) {
    onResolve({ filter: new RegExp(`/wire/(${SHARED.join('|')})$`) }, ({ path }) => ({
      path: `shared/${basename(path)}`,
      external: true,
    }));
  },
};

const lateModule = (name, code) => `
const { compileFunction } = require('node:vm');
const shared = { ${SHARED.map((each) => `'shared/${each}': () => require('./${each}')`).join(', ')} };
const parameters = ['module', 'exports', 'require'];
const load = compileFunction(${JSON.stringify(code)}, parameters, { filename: __filename + '/${name}' });
load(module, exports, (name) => (name in shared ? shared[name]() : require(name)));
`;

/** One file that is no program yet: what an executable is made of has its code compiled, and need not load any of it late. */
export async function bundleForExecutable(entry, outfile) {
  embedShell();
  await esbuild.build({ ...COMMON, entryPoints: [entry], outfile, plugins: [validatorsAhead(esbuild)] });
}

export async function bundleProvider(entry, outfile) {
  embedShell();
  await esbuild.build({
    ...COMMON,
    entryPoints: [entry],
    outfile,
    banner: { js: HEADER },
    plugins: [late, validatorsAhead(esbuild)],
  });
  chmodSync(outfile, 0o755);
  // A file without an extension is what the package.json above it says, which may be that of somebody's ES modules.
  writeFileSync(join(dirname(outfile), 'package.json'), `${JSON.stringify({ type: 'commonjs' })}\n`);
}

if (process.argv[1] === import.meta.filename) {
  const [entry, outfile] = process.argv.slice(2);
  await bundleProvider(entry, outfile);
}
