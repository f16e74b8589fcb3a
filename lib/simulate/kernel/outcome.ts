import type { Step } from '../../plan/step';

/** Errno names the kernel, iproute2 and nvme-cli give for the steps. */
export type Errno =
  | 'EAGAIN'
  | 'EBUSY'
  | 'EEXIST'
  | 'ERANGE'
  | 'EINVAL'
  | 'ENOENT'
  | 'ENODEV'
  | 'EOPNOTSUPP'
  | 'EPROTONOSUPPORT'
  | 'EACCES'
  | 'ENOMEM'
  | 'EPERM'
  | 'ETIMEDOUT'
  | 'ENETDOWN';

export type StepOutcome =
  | {
      readonly step: Step;
      readonly ok: true;
      readonly changed: boolean;
      readonly note?: string;
    }
  | { readonly step: Step; readonly ok: false; readonly error: KernelError };

export interface KernelError {
  readonly errno?: Errno;
  /** NVMe status, status code type included: 0x4120. */
  readonly nvmeStatus?: number;
  /** As the kernel or the tool words it. */
  readonly message: string;
}
