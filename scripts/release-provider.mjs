// Makes of the provider what a release has: an executable a platform, zipped, SHA256SUMS, a signature, the manifest of registries, and a
// mirror. `npm run release:provider -- [--here | --platform OS_ARCH...] [--sign KEY] [--out FOLDER]`; all platforms, and no
// signature, unless said; `--here` is that of this machine.
import { mkdirSync, mkdtempSync, readFileSync, renameSync, rmSync } from 'node:fs';
import { join, resolve } from 'node:path';
import { parseArgs } from 'node:util';
import { ensureInstalled, must, ROOT, run } from './lib.mjs';
import { makeExecutable } from './release/executable.mjs';
import { writeManifest, writeMirror, writeSums, writeZip } from './release/files.mjs';
import { OWN_PLATFORM, PLATFORMS } from './release/runtime.mjs';

const { values } = parseArgs({
  options: {
    platform: { type: 'string', multiple: true },
    here: { type: 'boolean', default: false },
    sign: { type: 'string' },
    out: { type: 'string', default: join(ROOT, 'dist/provider') },
  },
});
const platforms = values.here ? [OWN_PLATFORM] : (values.platform ?? PLATFORMS);
const unknown = platforms.filter((platform) => !PLATFORMS.includes(platform));
if (unknown.length > 0) {
  console.error(`there is no platform ${unknown.join(', ')}, only ${PLATFORMS.join(', ')}`);
  process.exit(2);
}
const out = resolve(values.out);
const { version } = JSON.parse(readFileSync(join(ROOT, 'package.json'), 'utf8'));

ensureInstalled();
mkdirSync(join(out, '..'), { recursive: true });
// In the place of the one before when all of it is there.
const draft = mkdtempSync(`${out}.`);
try {
  const zips = new Map();
  for (const platform of new Set(platforms)) {
    const program = join(draft, 'program');
    await makeExecutable('lib/provider/main.ts', platform, program);
    zips.set(platform, await writeZip(draft, version, platform, program));
    rmSync(program);
    console.error(`made: ${platform}`);
  }
  const sums = await writeSums(draft, version, [...zips.values(), writeManifest(draft, version)]);
  if (values.sign !== undefined) sign(sums, values.sign);
  await writeMirror(join(draft, 'mirror'), version, zips);
  rmSync(out, { recursive: true, force: true });
  renameSync(draft, out);
  console.log(out);
} finally {
  rmSync(draft, { recursive: true, force: true });
}

/** Registries take a detached signature in binary form. */
function sign(file, key) {
  must('gpg', run('gpg', ['--batch', '--local-user', key, '--detach-sign', '--output', `${file}.sig`, file]));
}
