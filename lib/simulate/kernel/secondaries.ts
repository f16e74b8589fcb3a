import { fails, type OperationResult } from './result';
import type { NvmeState, PfState, SecondaryState } from './state';

/** null: the drive lists no such controller. Where the list was not read, ids 1 to totalVfs are taken as they come. */
export function secondaryOf(pf: PfState, nvme: NvmeState, controllerId: number): SecondaryState | null {
  const likely = nvme.secondaries[controllerId - 1];
  if (likely !== undefined && likely.controllerId === controllerId) return likely;
  const found = nvme.secondaries.find((secondary) => secondary.controllerId === controllerId);
  if (found !== undefined) return found;
  if (!nvme.listUnknown || controllerId < 1 || controllerId > (pf.totalVfs ?? 0)) return null;
  const secondary = {
    controllerId,
    vf: controllerId - 1,
    online: false,
    virtualQueues: 0,
    virtualInterrupts: 0,
  };
  nvme.secondaries.push(secondary);
  return secondary;
}

export function noController(pf: PfState): OperationResult {
  return fails('ENOENT', `no NVMe controller is on ${pf.address}`);
}
