import type { VfUse } from '../model/settings';
import type { HostPolicy } from '../model/wanted';
import type { ResolvedPf } from './resolved';

/**
 * Whether VMs of tenants that do not trust each other share the host: what the policy says, else whether the uses name
 * more than one tenant and do not mark every one of them as trusted. The uses are those of whoever holds a VF, and what
 * a pool says of VFs that nobody holds.
 */
export function isMultiTenant(policy: HostPolicy, physicalFunctions: readonly ResolvedPf[]): boolean {
  if (policy.multiTenant !== undefined) return policy.multiTenant;
  const seen = new Tenants();
  for (const { pools } of physicalFunctions) {
    for (const { wanted, attachments } of pools) {
      if (attachments.length < wanted.count) seen.add(wanted.use);
      for (const { use } of attachments) seen.add(use);
    }
  }
  return seen.several && seen.untrusted;
}

class Tenants {
  public several = false;
  public untrusted = false;
  private first: string | undefined;

  public add({ tenant, trustedTenant }: VfUse): void {
    if (tenant === undefined) return;
    this.first ??= tenant;
    if (tenant !== this.first) this.several = true;
    if (trustedTenant !== true) this.untrusted = true;
  }
}
