import type { VfUse } from '../../model/settings';
import { describePf, type ResolvedHost, type ResolvedPf } from '../../resolve/resolved';
import { COMPLIANT, NOT_APPLICABLE, type Rule, tokenAmong, violation } from '../rule';
import { describeTenants, sharedByTenants } from '../shared/tenancy';
import { withoutVfs } from '../shared/vfs';

export const SEC_005: Rule = {
  id: 'SEC-005',
  title: 'it is decided whether VFs of different tenants may talk to each other inside the NIC',
  severity: 'warning',
  protects:
    'Frames from VF to VF of one port are switched in the NIC and never reach a firewall outside it. Port VLANs that no ' +
    'two tenants share keep them apart.',
  source: 'DPDK guide of i40e (VEB); measured on igb: a port VLAN hides a VF from its untagged siblings',
  fix: 'Give each tenant a vlan of its own, or state conditions.vfToVf',
  on: 'physicalFunction',
  check: (pf, host) => {
    // In switchdev mode the rules of the host's own switch decide.
    if (pf.deviceClass !== 'net' || pf.eswitchMode === 'switchdev') return NOT_APPLICABLE;
    const shared = sharedByTenants(pf, host);
    if (shared !== true) return shared === false ? NOT_APPLICABLE : shared;
    if (pf.virtualFunctions.length === 0) return withoutVfs(pf);
    if (pf.wanted.conditions.vfToVf !== undefined) return COMPLIANT;
    const tokenConditions = tokenAmong(pf.wanted.unresolved, 'conditions');
    if (tokenConditions) return tokenConditions;
    const common = commonVlan(pf, host);
    if (common === null) return COMPLIANT;
    if (typeof common !== 'number') return common;
    const where = common === 0 ? 'without a VLAN' : `in VLAN ${common}`;
    return violation({
      message: `${describeTenants(pf)} reach each other inside the NIC ${where}, and nobody states whether they may (${describePf(pf)})`,
      pointer: 'conditions.vfToVf',
      found: 'not stated',
      limit: 'allowed or isolated',
    });
  },
};

/** A VLAN (0: none) in which VFs of several tenants are; null when each has its own. */
function commonVlan(pf: ResolvedPf, host: ResolvedHost) {
  const anyone = host.wanted.policy.multiTenant === true;
  const first = new Map<number, VfUse>();
  let token: ReturnType<typeof tokenAmong>;
  for (const { settings, use, unresolved } of pf.virtualFunctions) {
    if (use.tenant === undefined && !anyone) continue;
    const open = unresolved.length === 0 ? undefined : tokenAmong(unresolved, 'vlan');
    if (open) {
      token = open;
      continue;
    }
    const vlan = settings.vlan ?? 0;
    const other = first.get(vlan);
    if (other === undefined) first.set(vlan, use);
    else if (mayBeStrangers(other, use)) return vlan;
  }
  return token ?? null;
}

/** Two VFs of different tenants, or of tenants that nobody named, one of whom is not trusted. */
function mayBeStrangers(a: VfUse, b: VfUse): boolean {
  if (a.trustedTenant === true && b.trustedTenant === true) return false;
  return a.tenant !== b.tenant || a.tenant === undefined;
}
