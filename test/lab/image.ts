import { join } from 'node:path';
import { alive } from '../support/alive';
import { execFile } from '../support/child';

/** Folder that kernel and file systems of the emulated hosts are built into; `SRIOV_LAB_IMAGE` names another one. */
export const IMAGE_FOLDER = process.env.SRIOV_LAB_IMAGE ?? join(__dirname, '..', '..', '.cache', 'lab', 'image');

/** What building the image and running hosts needs of this machine. */
export const LAB_TOOLS: readonly string[] = [
  'qemu-system-x86_64',
  ...['mmdebstrap', 'apt-get', 'bash', 'awk', 'find', 'sed', 'grep', 'cpio', 'xz', 'zstd', 'modprobe', 'mke2fs'],
  ...['ssh', 'flock', 'setpriv', 'pkill', 'tar'],
];
/** Download and build, after somebody else's. */
const BUILD_LIMIT_MS = 1_500_000;

/** Builds what a host boots from, unless it is there: `virt` with libvirt and a VM's system beside the rest. */
export function buildImage(part: 'base' | 'virt'): Promise<void> {
  const env = { ...process.env, PATH: `${process.env.PATH}:/usr/sbin:/sbin` };
  const options = { env, timeout: BUILD_LIMIT_MS, maxBuffer: 2 ** 26 };
  // A build of minutes prints nothing.
  const works = setInterval(alive, 10_000);
  return new Promise<void>((done, fail) => {
    execFile(join(__dirname, 'build-image.sh'), [IMAGE_FOLDER, part], options, (error, _stdout, stderr) => {
      if (error === null) return done();
      const why = error.killed === true ? `not done after ${BUILD_LIMIT_MS / 60_000} minutes\n${stderr}` : stderr;
      fail(new Error(`the image of the emulated hosts cannot be built:\n${why.trim() || error.message}`));
    });
  }).finally(() => clearInterval(works));
}
