import type { VfUse } from '../model/settings';
import type { HostPolicy } from '../model/wanted';

/**
 * Whether VMs of tenants that do not trust each other share the host: what the policy says, else whether the uses name
 * more than one tenant and do not mark every one of them as trusted.
 */
export function isMultiTenant(policy: HostPolicy, uses: Iterable<VfUse>): boolean {
  if (policy.multiTenant !== undefined) return policy.multiTenant;
  let first: string | undefined;
  let several = false;
  let untrusted = false;
  for (const { tenant, trustedTenant } of uses) {
    if (tenant === undefined) continue;
    first ??= tenant;
    if (tenant !== first) several = true;
    if (trustedTenant !== true) untrusted = true;
  }
  return several && untrusted;
}
