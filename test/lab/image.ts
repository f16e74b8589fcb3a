import { join } from 'node:path';
import { alive } from '../support/alive';
import { execFile } from '../support/child';
import { DEFAULT_KERNEL, type KernelSeries } from './kernels';

/** Folder of the default kernel's image; `SRIOV_LAB_IMAGE` names another one. */
const IMAGE_FOLDER = process.env.SRIOV_LAB_IMAGE ?? join(__dirname, '..', '..', '.cache', 'lab', 'image');

/** Folder that a kernel and the file systems of its hosts are built into: beside that of the default kernel. */
export const imageFolder = (kernel: KernelSeries) =>
  kernel === DEFAULT_KERNEL ? IMAGE_FOLDER : `${IMAGE_FOLDER}-${kernel}`;

/** `virt`: with libvirt and a VM's system beside the rest; `netdevsim`: with the kernel's simulated NIC. */
export type ImagePart = 'base' | 'virt' | 'netdevsim';

/** What building the image and running hosts needs of this machine. */
export const LAB_TOOLS: readonly string[] = [
  'qemu-system-x86_64',
  ...['mmdebstrap', 'apt-get', 'bash', 'awk', 'find', 'sed', 'grep', 'cpio', 'xz', 'zstd', 'modprobe', 'mke2fs'],
  ...['ssh', 'flock', 'setpriv', 'pkill', 'tar'],
];
/** What each part needs beside them; modules are built with the compiler of the kernel that they go into. */
const TOOLS_OF_PART: Readonly<Record<ImagePart, readonly string[]>> = {
  base: [],
  virt: [],
  netdevsim: ['gcc-12', 'make', '/usr/lib/x86_64-linux-gnu/libelf.so.1'],
};
export const labTools = (part: ImagePart): readonly string[] => [...LAB_TOOLS, ...TOOLS_OF_PART[part]];
/** Download and build, after somebody else's. */
const BUILD_LIMIT_MS = 1_500_000;

/** Builds what a host boots from, unless it is there. */
export function buildImage(part: ImagePart, kernel: KernelSeries): Promise<void> {
  const env = { ...process.env, PATH: `${process.env.PATH}:/usr/sbin:/sbin` };
  const options = { env, timeout: BUILD_LIMIT_MS, maxBuffer: 2 ** 26 };
  // A build of minutes prints nothing.
  const works = setInterval(alive, 10_000);
  return new Promise<void>((done, fail) => {
    execFile(
      join(__dirname, 'build-image.sh'),
      [imageFolder(kernel), part, kernel],
      options,
      (error, _stdout, stderr) => {
        if (error === null) return done();
        const why = error.killed === true ? `not done after ${BUILD_LIMIT_MS / 60_000} minutes\n${stderr}` : stderr;
        fail(
          new Error(
            `the image of the emulated hosts with Linux ${kernel} cannot be built:\n${why.trim() || error.message}`,
          ),
        );
      },
    );
  }).finally(() => clearInterval(works));
}
