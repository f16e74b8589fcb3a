// What registries, and mirrors in folders and on web servers, serve of a provider: a zip a platform, its sums, a manifest.
//
// https://developer.hashicorp.com/terraform/registry/providers/publishing
// https://developer.hashicorp.com/terraform/internals/provider-network-mirror-protocol
import { createHash } from 'node:crypto';
import { once } from 'node:events';
import { createReadStream, createWriteStream, linkSync, mkdirSync, writeFileSync } from 'node:fs';
import { createRequire } from 'node:module';
import { basename, join } from 'node:path';
import { loadCode } from '../code.mjs';

const NAME = 'terraform-provider-sriov';

/** The first that zips can say: the same program gives the same zip. */
const NO_TIME = new Date(1980, 0, 1);
const EXECUTABLE = 0o100755;

const suffix = (platform) => (platform.startsWith('windows') ? '.exe' : '');

/** The zip of a platform, with the program in it as engines look for it. */
export async function writeZip(folder, version, platform, program) {
  const { ZipFile } = createRequire(import.meta.url)('yazl');
  const file = join(folder, `${NAME}_${version}_${platform}.zip`);
  const zip = new ZipFile();
  // The engines start it with the mode that the zip says.
  zip.addFile(program, `${NAME}_v${version}${suffix(platform)}`, { mode: EXECUTABLE, mtime: NO_TIME });
  zip.end();
  await once(zip.outputStream.pipe(createWriteStream(file)), 'close');
  return file;
}

/** What says which versions of the plugin protocol the provider speaks. */
export function writeManifest(folder, version) {
  const file = join(folder, `${NAME}_${version}_manifest.json`);
  writeFileSync(file, `${JSON.stringify({ version: 1, metadata: { protocol_versions: ['6.0'] } }, null, 2)}\n`);
  return file;
}

/** As sha256sum writes and checks them. */
export async function writeSums(folder, version, files) {
  const sums = join(folder, `${NAME}_${version}_SHA256SUMS`);
  const lines = [];
  for (const file of [...files].sort()) lines.push(`${await sha256Of(file)}  ${basename(file)}\n`);
  writeFileSync(sums, lines.join(''));
  return sums;
}

/** A folder that is a mirror as it is, for both engines, and on a web server another one. */
export async function writeMirror(folder, version, zips) {
  const { PROVIDER_SOURCE, PROVIDER_REGISTRIES } = await loadCode("export * from './lib/model/provider-source';");
  const archives = {};
  for (const [platform, zip] of zips)
    archives[platform] = { hashes: [`zh:${await sha256Of(zip)}`], url: basename(zip) };
  for (const registry of PROVIDER_REGISTRIES) {
    const place = join(folder, registry, PROVIDER_SOURCE);
    mkdirSync(place, { recursive: true });
    for (const [, zip] of zips) linkSync(zip, join(place, basename(zip)));
    writeFileSync(join(place, 'index.json'), `${JSON.stringify({ versions: { [version]: {} } })}\n`);
    writeFileSync(join(place, `${version}.json`), `${JSON.stringify({ archives })}\n`);
  }
}

async function sha256Of(file) {
  const digest = createHash('sha256');
  for await (const bytes of createReadStream(file)) digest.update(bytes);
  return digest.digest('hex');
}
