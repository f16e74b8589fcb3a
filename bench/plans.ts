import { BUILT_IN_DRIVERS } from '../lib/catalog/driver-table';
import { mkdirSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { writeByHost } from '../lib/host/by-host';
import { OUT_FOLDER } from '../lib/host/out-folder';
import { writeSynthRecord } from '../lib/host/synth-record';
import type { Inventory } from '../lib/inventory/inventory';
import type { HostPlan, TargetState } from '../lib/plan/host-plan';
import { planHost } from '../lib/plan/plan';
import { serializeHostPlan } from '../lib/plan/serialize';

export interface PlannedHost {
  readonly name: string;
  readonly target: TargetState;
  readonly observed: Inventory;
}

/** Writes what `sriov apply` reads of the out folder of a synth. */
export function writePlans(out: string, hosts: readonly PlannedHost[]): HostPlan[] {
  const folder = join(out, OUT_FOLDER.hosts);
  mkdirSync(folder, { recursive: true });
  const plans = hosts.map(({ name, target, observed }) =>
    planHost({ path: `bench/${name}`, name, presumed: false, drivers: BUILT_IN_DRIVERS }, target, observed),
  );
  writeByHost(
    join(folder, OUT_FOLDER.plans),
    plans.map((plan) => [plan.host, serializeHostPlan(plan)]),
  );
  const observed = Object.fromEntries(hosts.map((host) => [`bench/${host.name}`, host.observed]));
  writeFileSync(join(folder, OUT_FOLDER.observed), JSON.stringify(observed));
  writeSynthRecord(out, []);
  return plans;
}
