import { isInRange, type KernelRelease } from '../model/kernel-release';
import type { NumVfsRefusal, RefusedPortState } from './driver-profile';

/** What holds of a port; null: not known. */
export type PortStates = Readonly<Record<RefusedPortState, boolean | null>>;

/** Whether a driver makes VFs with its port as it is, and what says otherwise, or may. */
export type NumVfsAnswer = { readonly is: 'made' } | { readonly is: 'refused' | 'unknown'; readonly by: PortRefusal };

/** A refusal that comes from the state of the port. */
export interface PortRefusal extends NumVfsRefusal {
  readonly port: RefusedPortState;
}

/** What `sriov_numvfs` answers for a port in these states, whatever the number. */
export function numVfsAnswer(
  refusals: readonly NumVfsRefusal[],
  states: PortStates,
  kernel: KernelRelease | null,
): NumVfsAnswer {
  let open: NumVfsAnswer = { is: 'made' };
  for (const by of refusals) {
    if (!isOfPort(by) || states[by.port] === false) continue;
    const inKernel = isInRange(by.kernel ?? {}, kernel);
    if (inKernel === false) continue;
    if (inKernel === true && states[by.port] === true) return { is: 'refused', by };
    if (open.is === 'made') open = { is: 'unknown', by };
  }
  return open;
}

function isOfPort(refusal: NumVfsRefusal): refusal is PortRefusal {
  return refusal.port !== undefined;
}
