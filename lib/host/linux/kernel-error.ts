import { type Errno, ERRNO_TEXTS, MUSL_TEXTS } from '../../model/errno';
import type { KernelError } from '../../simulate/kernel/outcome';

/** What the kernel says in place of an errno (extended acknowledgements), and the errno that goes with it. */
const KERNEL_TEXTS: readonly (readonly [text: string, errno: Errno])[] = [
  // dev_validate_mtu of net/core/dev.c
  ['mtu greater than device maximum', 'EINVAL'],
  ['mtu less than device minimum', 'EINVAL'],
  // rtnetlink answers so for a VF index above the number of VFs on newer kernels
  ['Invalid VF', 'EINVAL'],
];

const TEXTS: readonly (readonly [text: string, errno: Errno])[] = [
  ...(Object.entries(ERRNO_TEXTS) as [Errno, string][]).map(([errno, text]) => [text, errno] as const),
  ...MUSL_TEXTS,
  ...KERNEL_TEXTS,
];

const NVME_STATUS = /\((0x[0-9a-f]{1,4})\)/i;

/** The errno, or the NVMe status, that a message of dd, ip, devlink, nvme or the kernel names; only the message where none is. */
export function kernelError(message: string): KernelError {
  const status = /NVMe status/i.test(message) ? NVME_STATUS.exec(message)?.[1] : undefined;
  if (status !== undefined) return { nvmeStatus: Number(status), message };
  const found = TEXTS.find(([text]) => message.includes(text));
  return found === undefined ? { message } : { errno: found[1], message };
}
