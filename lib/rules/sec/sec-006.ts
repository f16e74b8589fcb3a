import { COMPLIANT, NOT_APPLICABLE, type Rule, tokenAmong, violation } from '../rule';
import { isOverridden, statesAny, trustNames } from '../shared/statements';
import { isUntrusted, waiverOf } from '../shared/use';

export const SEC_006: Rule = {
  id: 'SEC-006',
  title: 'no tenant without trust gets RDMA, unless it is waived by name',
  severity: 'error',
  protects:
    'RDMA state is shared on the NIC: one VM that fills it takes up to 93.9 % of the bandwidth of its neighbours and ' +
    'makes their latency 1117 times as long.',
  source: 'HT-Verbs, measured by its authors on BlueField-3',
  fix: 'Set rdma: false, mark the tenant with trustedTenant, or give the reason in waivers.rdma of the pool',
  on: 'settings',
  check: (subject) => {
    const { use, unresolved, pool, pf, host } = subject;
    if (pf.deviceClass !== 'net' || !statesAny(subject, ['rdma', ...trustNames(subject)])) return NOT_APPLICABLE;
    const token = tokenAmong(unresolved, 'rdma');
    if (token) return token;
    if (use.rdma !== true || isOverridden(subject, ['rdma', 'trustedTenant'])) return NOT_APPLICABLE;
    if (use.trustedTenant === true || waiverOf(pool, 'rdma') !== undefined) return COMPLIANT;
    const tokenTrust = tokenAmong(unresolved, ...trustNames(subject));
    if (tokenTrust) return tokenTrust;
    if (!isUntrusted(use, host)) return NOT_APPLICABLE;
    const tenant = use.tenant === undefined ? 'a tenant' : `tenant ${use.tenant}`;
    return violation({
      message: `${tenant} without trust uses RDMA on a card that it shares with others`,
      pointer: 'rdma',
      found: 'true',
    });
  },
};
