import { BUILT_IN_DRIVERS } from '../../lib/catalog/driver-table';
import type { HostPlan } from '../../lib/plan/host-plan';
import type { Step } from '../../lib/plan/step';

/** A plan of these steps for one host, of no PF unless the change says so. */
export function planOf(steps: readonly Step[], change: Partial<HostPlan> = {}): HostPlan {
  return {
    planVersion: 1,
    host: 'rack1/kvm01',
    name: 'kvm01',
    presumed: false,
    drivers: BUILT_IN_DRIVERS,
    target: { physicalFunctions: [] },
    steps,
    disruptions: [],
    refusals: [],
    ...change,
  };
}
