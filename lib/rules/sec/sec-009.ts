import type { ConstructPath } from '../../model/units';
import { describePf, type ResolvedHost, type ResolvedPf } from '../../resolve/resolved';
import { COMPLIANT, NOT_APPLICABLE, type Rule, tokenAmong, type Verdict, violation } from '../rule';
import { pfDriver } from '../shared/pf';
import { isInfiniBand, takes } from '../shared/port';
import { describeTenants, sharedByTenants } from '../shared/tenancy';
import { withoutVfs } from '../shared/vfs';

export const SEC_009: Rule = {
  id: 'SEC-009',
  title: 'every VF has a rate limit where tenants share a PF',
  severity: 'warning',
  protects: 'Without a limit one tenant takes as much of the port as it can, and the others get what is left.',
  source: 'this library: max_tx_rate of ip link is what keeps one VF from filling the port',
  fix: 'Set maxTxRateMbps',
  on: 'physicalFunction',
  check: (pf, host) => {
    if (pf.deviceClass !== 'net') return NOT_APPLICABLE;
    const shared = sharedByTenants(pf, host);
    if (shared !== true) return shared === false ? NOT_APPLICABLE : shared;
    if (pf.virtualFunctions.length === 0) return withoutVfs(pf);
    const { free, token } = withoutLimit(pf);
    if (free.size === 0) return token ?? COMPLIANT;
    return [...free].map(([path, vfs]) => describe(path, vfs, pf, host));
  },
};

interface FreeVfs {
  count: number;
  readonly of: number;
}

/** VFs without a limit, by pool. */
function withoutLimit(pf: ResolvedPf) {
  const free = new Map<ConstructPath, FreeVfs>();
  let token: ReturnType<typeof tokenAmong>;
  for (const { settings, use, unresolved, pool } of pf.virtualFunctions) {
    if (use.trustedTenant === true || (settings.maxTxRateMbps ?? 0) > 0) continue;
    const open = tokenAmong(unresolved, 'maxTxRateMbps');
    if (open) {
      token = open;
      continue;
    }
    const entry = free.get(pool.path) ?? { count: 0, of: pool.wanted.count };
    entry.count++;
    free.set(pool.path, entry);
  }
  return { free, token };
}

function describe(path: ConstructPath, { count, of }: FreeVfs, pf: ResolvedPf, host: ResolvedHost): Verdict {
  const refused = isInfiniBand(pf) || takes(pf, host, 'maxTxRate') === false;
  const who = isInfiniBand(pf) ? 'an InfiniBand link' : (pfDriver(pf) ?? 'the driver');
  return violation({
    message: `${count} of ${of} VFs of the pool have no rate limit, and ${describeTenants(pf)} share the PF (${describePf(pf)})`,
    path,
    pointer: 'maxTxRateMbps',
    found: 'none',
    ...(refused ? { fix: `Give each tenant a PF of its own: ${who} takes no max_tx_rate` } : {}),
  });
}
