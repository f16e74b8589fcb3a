// The stage "check": what can be told without running the product.
import { text } from 'node:stream/consumers';
import { once } from 'node:events';
import { build } from '../build.mjs';
import { embedShell, shellFiles } from '../embed-shell.mjs';
import { staleDocuments } from '../docs.mjs';
import { run, startBin } from '../lib.mjs';
import { isThere } from '../missing-tools.mjs';
import { PCI_IDS, wrongIds } from '../pci-ids.mjs';

export async function check(gate) {
  embedShell();
  await gate.checkTogether({
    'format (prettier)': () => quietly('prettier', ['--check', '--log-level=warn', '.']),
    'types (tsc)': () => quietly('tsc', ['-p', 'tsconfig.dev.json']),
    'lint (eslint)': () => quietly('eslint', ['--max-warnings=0', '.']),
    'arrows between folders (dependency-cruiser)': () => quietly('depcruise', ['lib', '--output-type', 'err']),
  });
  await lintShell(gate);
  await holdIds(gate);
  if (await gate.check('compile (jsii) and bundle', () => void build()))
    await gate.check('API.md, RULES.md and schemas are up to date', async () => {
      const stale = await staleDocuments();
      return stale.length > 0 ? `${stale.join(', ')} differ; run "npm run docs" and commit` : undefined;
    });
}

async function lintShell(gate) {
  await checkWith(gate, 'lint of shell (shellcheck)', 'shellcheck', () => run('shellcheck', shellFiles()));
}

async function holdIds(gate) {
  await checkWith(gate, 'PCI ids of the catalog (pci.ids)', PCI_IDS, () => wrongIds().wrong.join('\n') || undefined);
}

/** What is absent is a failure in CI only, as for tests (test/support/require-tool.ts). */
async function checkWith(gate, what, tool, work) {
  if (isThere(tool)) await gate.check(what, work);
  else if (process.env.CI === 'true') gate.fail(`${what}: ${tool} is not installed`);
  else gate.skip(`not installed: ${tool}`, 1);
}

async function quietly(name, args) {
  const child = startBin(name, args, { stdio: ['ignore', 'pipe', 'pipe'] });
  const [output, errors, [status]] = await Promise.all([text(child.stdout), text(child.stderr), once(child, 'close')]);
  return { status: status ?? 'it took too long and was killed', output: `${output}${errors}` };
}
