// Runs code of lib or bench as it stands in the sources, for documents that are made of it.
import { createRequire } from 'node:module';
import { embedShell } from './embed-shell.mjs';
import { NODE_BUNDLE, ROOT } from './lib.mjs';
import { validatorsAhead } from './validators-ahead.mjs';

/** What a module with these contents exports; its imports are relative to the root. */
export async function loadCode(contents) {
  embedShell();
  const esbuild = createRequire(import.meta.url)('esbuild');
  const { outputFiles } = await esbuild.build({
    ...NODE_BUNDLE,
    stdin: { contents, resolveDir: ROOT, loader: 'ts' },
    format: 'cjs',
    write: false,
    packages: 'external',
    plugins: [validatorsAhead(esbuild)],
  });
  const module = { exports: {} };
  new Function('module', 'exports', 'require', outputFiles[0].text)(
    module,
    module.exports,
    createRequire(import.meta.url),
  );
  return module.exports;
}
