import { BUILT_IN_DRIVERS } from '../../lib/catalog/driver-table';
import type { PciAddress } from '../../lib/model/units';
import type { HostPlan } from '../../lib/plan/host-plan';
import type { Step } from '../../lib/plan/step';
import { renderPfScript } from '../../lib/render/script';
import { type HostFolders, runScript } from '../../lib/shell/run-script';

/** Steps that a guard is asked about: one touches VF 0 alone, the other all that passes the PF. */
export const GUARDED = {
  use: (pf: PciAddress): Step => ({ kind: 'driver-bind', pf, vf: 0, address: null, driver: null }),
  management: (pf: PciAddress): Step => ({ kind: 'num-vfs', pf, numVfs: 0 }),
} as const;

/** Word that lines of the run begin with. */
export const MARK = 'M';

/** Script of a run with one step; `allowed`: VFs 0 and 1 may be touched though they are in use. */
export function guardOfRun(
  pf: PciAddress,
  step: Step,
  { folders, allowed }: { readonly folders: HostFolders; readonly allowed: boolean },
): string {
  return runScript({
    ...{ id: 'run-1', client: 'me@here', mark: MARK, after: null, folders, steps: [step], record: '{}' },
    allowInUse: allowed ? [0, 1].map((vf) => ({ pf, vf })) : [],
    allowManagement: [],
    identity: { machine: {}, cards: [] },
  });
}

/** Rendered script of a plan with one step, `allowed` as above. */
export function guardOfScript(
  pf: PciAddress,
  step: Step,
  { deviceClass, allowed }: { readonly deviceClass: 'net' | 'nvme'; readonly allowed: boolean },
): string {
  const target = { path: 'p', address: pf, deviceClass, driver: null, vfDriver: null, numVfs: 2, virtualFunctions: [] };
  const disruptions = allowed
    ? [0, 1].map((vf) => ({ pf, vf, address: pf, effect: 'recreate' as const, users: ['allowed'] }))
    : [];
  const plan: HostPlan = {
    ...{ planVersion: 1, host: 'rack1/kvm01', name: 'kvm01', presumed: false, drivers: BUILT_IN_DRIVERS },
    ...{ refusals: [], disruptions },
    target: { physicalFunctions: [target] },
    steps: [step],
  };
  return renderPfScript(plan, pf);
}
