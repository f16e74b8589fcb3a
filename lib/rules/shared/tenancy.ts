import type { VfUse } from '../../model/settings';
import type { ResolvedHost, ResolvedPf } from '../../resolve/resolved';
import { type Unknown, unknownToken } from '../rule';
import { joined } from './words';

/** Who the VFs of one PF are given to. */
interface Tenancy {
  /** Tenants that are named, in order of declaration. */
  readonly tenants: readonly string[];
  /** A named tenant is not marked as trusted. */
  readonly untrusted: boolean;
  /** VFs belong to nobody by name, and are not marked as trusted. */
  readonly anonymous: boolean;
  readonly unresolved: boolean;
}

/** Resolved PFs never change, and several rules ask: the answer is kept as long as the PF is. */
const known = new WeakMap<ResolvedPf, Tenancy>();

function tenancyOf(pf: ResolvedPf): Tenancy {
  const kept = known.get(pf);
  if (kept) return kept;
  const tenancy = readTenancy(pf);
  known.set(pf, tenancy);
  return tenancy;
}

function readTenancy(pf: ResolvedPf): Tenancy {
  const tenants = new Set<string>();
  let untrusted = false;
  let anonymous = false;
  let unresolved = false;
  const add = (use: VfUse, tokens: readonly string[]) => {
    if (use.tenant === undefined && tokens.includes('tenant')) unresolved = true;
    else if (use.tenant !== undefined) {
      tenants.add(use.tenant);
      if (use.trustedTenant !== true) untrusted = true;
    } else if (use.trustedTenant !== true) anonymous = true;
  };
  for (const pool of pf.pools) {
    const { wanted, attachments } = pool;
    if (attachments.length < wanted.count) add(wanted.use, wanted.unresolved);
    for (const attachment of attachments) add(attachment.use, attachment.unresolved);
  }
  return { tenants: [...tenants], untrusted, anonymous, unresolved };
}

/**
 * Whether VMs of tenants that do not trust each other share the PF. What the operator says of the host comes first:
 * with `multiTenant: false` all of them trust each other; with `multiTenant: true` VFs without a tenant may belong to
 * several.
 */
export function sharedByTenants(pf: ResolvedPf, host: ResolvedHost): boolean | Unknown {
  const said = host.wanted.policy.multiTenant;
  if (said === false) return false;
  const { tenants, untrusted, anonymous, unresolved } = tenancyOf(pf);
  if (untrusted && tenants.length > 1) return true;
  if (said === true && anonymous) return true;
  return unresolved ? unknownToken(['tenant']) : false;
}

/** `tenants blue and red`, for messages about a PF that they share. */
export function describeTenants(pf: ResolvedPf): string {
  const { tenants } = tenancyOf(pf);
  if (tenants.length < 2) return 'tenants of a multi-tenant host';
  return tenants.length > 4 ? `${tenants.length} tenants` : `tenants ${joined(tenants)}`;
}
