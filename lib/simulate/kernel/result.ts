import { type Errno, ERRNO_TEXTS } from '../../model/errno';
import type { KernelError } from './outcome';

/** What a kernel operation came to. */
export type OperationResult =
  | { readonly ok: true; readonly changed: boolean; readonly note?: string }
  | { readonly ok: false; readonly error: KernelError };

export const CHANGED: OperationResult = { ok: true, changed: true };

export const UNCHANGED: OperationResult = { ok: true, changed: false };

export function changed(note: string | null): OperationResult {
  return note === null ? CHANGED : { ok: true, changed: true, note };
}

export function unchanged(note: string): OperationResult {
  return { ok: true, changed: false, note };
}

/** @param why what the kernel log, or the rule behind the errno, says */
export function fails(errno: Errno, why: string): OperationResult {
  return {
    ok: false,
    error: { errno, message: `${ERRNO_TEXTS[errno]} (${errno}): ${why}` },
  };
}

/** For tools that stop before the kernel is asked, and drivers whose errno is not known. */
export function failsWithoutErrno(message: string): OperationResult {
  return { ok: false, error: { message } };
}

/** NVMe status codes of the commands that are modelled, with the Do Not Retry bit: as nvme-cli prints them. */
export const NVME_STATUS = {
  INVALID_OPCODE: 0x4001,
  INVALID_FIELD: 0x4002,
  NAMESPACE_ALREADY_ATTACHED: 0x4118,
  NAMESPACE_IS_PRIVATE: 0x4119,
  NAMESPACE_NOT_ATTACHED: 0x411a,
  INVALID_CONTROLLER_LIST: 0x411c,
  INVALID_CONTROLLER_ID: 0x411f,
  INVALID_SECONDARY_STATE: 0x4120,
  INVALID_NUMBER_OF_RESOURCES: 0x4121,
  INVALID_RESOURCE_ID: 0x4122,
} as const;

const STATUS_TEXTS: Readonly<Record<number, string>> = {
  [NVME_STATUS.INVALID_OPCODE]: 'Invalid Command Opcode',
  [NVME_STATUS.INVALID_FIELD]: 'Invalid Field in Command',
  [NVME_STATUS.NAMESPACE_ALREADY_ATTACHED]: 'Namespace Already Attached',
  [NVME_STATUS.NAMESPACE_IS_PRIVATE]: 'Namespace Is Private',
  [NVME_STATUS.NAMESPACE_NOT_ATTACHED]: 'Namespace Not Attached',
  [NVME_STATUS.INVALID_CONTROLLER_LIST]: 'Controller List Invalid',
  [NVME_STATUS.INVALID_CONTROLLER_ID]: 'Invalid Controller Identifier',
  [NVME_STATUS.INVALID_SECONDARY_STATE]: 'Invalid Secondary Controller State',
  [NVME_STATUS.INVALID_NUMBER_OF_RESOURCES]: 'Invalid Number of Controller Resources',
  [NVME_STATUS.INVALID_RESOURCE_ID]: 'Invalid Resource Identifier',
};

export function failsWithStatus(nvmeStatus: number, why: string): OperationResult {
  const status = `0x${nvmeStatus.toString(16)}`;
  return {
    ok: false,
    error: {
      nvmeStatus,
      message: `NVMe status: ${STATUS_TEXTS[nvmeStatus]} (${status}): ${why}`,
    },
  };
}
