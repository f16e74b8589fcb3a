import type { Errno } from '../../model/errno';
import type { Step } from '../../plan/step';

export type { Errno } from '../../model/errno';

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
