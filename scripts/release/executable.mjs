// A provider as one executable with its runtime in it, for machines without Node. `node scripts/release/executable.mjs ENTRY FILE`: for this one.
import { mkdirSync, mkdtempSync, renameSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { dirname, join } from 'node:path';
import { bundleForExecutable, NOT_NEEDED } from '../bundle-provider.mjs';
import { must, run } from '../lib.mjs';
import { OWN_PLATFORM, runtimeOf } from './runtime.mjs';

/** Bun's names of the platforms; for amd64 processors of before 2013 as well. */
const TARGETS = {
  linux_amd64: 'bun-linux-x64-baseline',
  linux_arm64: 'bun-linux-arm64',
  darwin_amd64: 'bun-darwin-x64',
  darwin_arm64: 'bun-darwin-arm64',
  windows_amd64: 'bun-windows-x64-baseline',
};

export async function makeExecutable(entry, platform, outfile) {
  const folder = mkdtempSync(join(tmpdir(), 'executable-'));
  try {
    const bundle = join(folder, 'provider.cjs');
    await bundleForExecutable(entry, bundle);
    // Beside the bundle: what is to be replaced may be running.
    const made = join(folder, 'provider.exe');
    const args = ['--compile', '--bytecode', `--target=${TARGETS[platform]}`];
    const runtime = ['--compile-executable-path', runtimeOf(platform)];
    const outside = NOT_NEEDED.flatMap((name) => ['--external', name]);
    must(
      `compiling for ${platform}`,
      run(runtimeOf(OWN_PLATFORM), ['build', ...args, ...runtime, ...outside, bundle, '--outfile', made], {
        cwd: folder,
        stdio: ['ignore', 'ignore', 'inherit'],
      }),
    );
    mkdirSync(dirname(outfile), { recursive: true });
    renameSync(made, outfile);
  } finally {
    rmSync(folder, { recursive: true, force: true });
  }
}

if (process.argv[1] === import.meta.filename) {
  const [entry, outfile] = process.argv.slice(2);
  await makeExecutable(entry, OWN_PLATFORM, outfile);
}
