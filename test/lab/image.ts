import { execFile, execFileSync, spawnSync } from 'node:child_process';
import { join } from 'node:path';

/** Folder that kernel and file systems of the emulated hosts are built into; `SRIOV_LAB_IMAGE` names another one. */
export const IMAGE_FOLDER = process.env.SRIOV_LAB_IMAGE ?? join(__dirname, '..', '..', '.cache', 'lab', 'image');

/** Command and the Debian package that brings it. */
const TOOLS: Readonly<Record<string, string>> = {
  'qemu-system-x86_64': 'qemu-system-x86',
  mmdebstrap: 'mmdebstrap',
  'apt-get': 'apt',
  cpio: 'cpio',
  xz: 'xz-utils',
  zstd: 'zstd',
  ssh: 'openssh-client',
  modprobe: 'kmod',
  mke2fs: 'e2fsprogs',
  flock: 'util-linux',
};
/** Download and build, after somebody else's. */
const BUILD_LIMIT_MS = 1_500_000;
/** igb with SR-IOV came with QEMU 8.0. */
const MIN_QEMU = 8;

/** What the lab needs and this machine lacks, as names of Debian packages; empty when all is there. */
export function missingTools(): string[] {
  const missing = Object.keys(TOOLS).filter((tool) => !installed(tool));
  const packages = missing.map((tool) => TOOLS[tool] ?? tool);
  if (missing.includes('qemu-system-x86_64') || qemuVersion() >= MIN_QEMU) return packages;
  return [...packages, `qemu-system-x86 ${MIN_QEMU}.0 or newer (this is ${qemuVersion()})`];
}

/** What to do about missing tools. */
export function installHint(missing: readonly string[]): string {
  return [
    `the emulated hosts need what this machine lacks: ${missing.join(', ')}`,
    'on Debian 12 or newer, .ci/install-tools installs it, QEMU from the backports suite where the release has an older one',
  ].join('\n');
}

function installed(tool: string): boolean {
  return spawnSync('sh', ['-c', 'PATH=$PATH:/usr/sbin:/sbin; command -v "$0"', tool]).status === 0;
}

function qemuVersion(): number {
  const version = execFileSync('qemu-system-x86_64', ['--version'], { encoding: 'utf8' });
  return Number(/version (\d+)/.exec(version)?.[1] ?? 0);
}

/** Builds what a host boots from, unless it is there: `virt` with libvirt and a VM's system beside the rest. */
export function buildImage(part: 'base' | 'virt'): Promise<void> {
  const env = { ...process.env, PATH: `${process.env.PATH}:/usr/sbin:/sbin` };
  const options = { env, timeout: BUILD_LIMIT_MS, maxBuffer: 2 ** 26 };
  return new Promise((done, fail) => {
    execFile(join(__dirname, 'build-image.sh'), [IMAGE_FOLDER, part], options, (error, _stdout, stderr) => {
      if (error === null) return done();
      const why = error.killed === true ? `not done after ${BUILD_LIMIT_MS / 60_000} minutes\n${stderr}` : stderr;
      fail(new Error(`the image of the emulated hosts cannot be built:\n${why.trim() || error.message}`));
    });
  });
}
