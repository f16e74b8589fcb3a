import { compareNames } from '../../model/order';
import type { HostReport, TenantFacts } from './facts';

/** The tenants of all hosts by name, each with a letter of its own. */
export function tenantsOf(hosts: readonly HostReport[]): TenantFacts[] {
  const tenants = new Map<string, { vms: Set<string>; virtualFunctions: number }>();
  for (const { path, attachments } of hosts) {
    for (const { tenant, vm } of attachments) {
      if (tenant === null) continue;
      const known = tenants.get(tenant) ?? { vms: new Set(), virtualFunctions: 0 };
      tenants.set(tenant, known);
      // VMs of two hosts may have the same name.
      known.vms.add(JSON.stringify([path, vm]));
      known.virtualFunctions += 1;
    }
  }
  return [...tenants]
    .sort(([a], [b]) => compareNames(a, b))
    .map(([name, { vms, virtualFunctions }], index) => ({
      name,
      letter: letterOf(index),
      vms: vms.size,
      virtualFunctions,
    }));
}

/** `A` to `Z`, `AA` to `ZZ`, and so on, as columns of a spreadsheet are named. */
export function letterOf(index: number): string {
  const last = String.fromCharCode(65 + (index % 26));
  return index < 26 ? last : letterOf(Math.floor(index / 26) - 1) + last;
}
