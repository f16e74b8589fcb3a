import { randomBytes } from 'node:crypto';
import { copyFileSync, chmodSync, mkdirSync, renameSync, rmSync } from 'node:fs';
import { dirname, join } from 'node:path';
import { InputError } from '../model/errors';
import { PROVIDER_REGISTRIES, PROVIDER_SOURCE } from '../model/provider-source';
import { systemReason } from './files/system-errors';

/** Go's names of processors, which folders of a mirror have. */
const ARCHITECTURES: Readonly<Record<string, string>> = { x64: 'amd64', arm64: 'arm64', ia32: '386', arm: 'arm' };

export interface ProviderFile {
  /** The program. */
  readonly file: string;
  readonly version: string;
  /** As Node names them. */
  readonly platform: NodeJS.Platform;
  readonly arch: string;
}

/**
 * Puts a provider into a mirror in a folder, unpacked, for both engines:
 * `HOSTNAME/NAMESPACE/TYPE/VERSION/OS_ARCH/terraform-provider-TYPE_vVERSION`. What is there already is replaced, file by file.
 *
 * https://developer.hashicorp.com/terraform/cli/config/config-file#filesystem_mirror
 *
 * @returns the files, one for each engine
 * @throws InputError when the program is not there, cannot be run on this machine, or the folder cannot be written to
 */
export function installProvider(mirror: string, { file, version, platform, arch }: ProviderFile): string[] {
  if (platform === 'win32') {
    throw new InputError(
      'sriov provider install',
      'the program is a script for Node.js, which Windows does not start by itself',
      'Use Linux or macOS',
    );
  }
  const target = `${platform}_${ARCHITECTURES[arch] ?? arch}`;
  const name = `terraform-provider-sriov_v${version}`;
  return PROVIDER_REGISTRIES.map((registry) => {
    const installed = join(mirror, registry, PROVIDER_SOURCE, version, target, name);
    try {
      copyProgram(file, installed);
      copyFileSync(join(dirname(file), PACKAGE_FILE), join(dirname(installed), PACKAGE_FILE));
    } catch (error) {
      throw new InputError(installed, `cannot be written: ${systemReason(error)}`, 'Give a folder with --dir');
    }
    return installed;
  });
}

/** What Node makes of a program without an extension is said beside it: the folder may stand in a project of ES modules. */
const PACKAGE_FILE = 'package.json';

/** An engine may start the old one meanwhile, which must not change under it. */
function copyProgram(from: string, to: string): void {
  mkdirSync(dirname(to), { recursive: true });
  const draft = `${to}.${randomBytes(6).toString('hex')}.tmp`;
  try {
    copyFileSync(from, draft);
    chmodSync(draft, 0o755);
    renameSync(draft, to);
  } finally {
    rmSync(draft, { force: true });
  }
}
