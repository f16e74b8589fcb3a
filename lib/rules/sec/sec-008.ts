import { COMPLIANT, NOT_APPLICABLE, type Rule, tokenAmong, violation } from '../rule';
import { isOverridden, statesAny, trustNames } from '../shared/statements';
import { isUntrusted, waiverOf } from '../shared/use';

export const SEC_008: Rule = {
  id: 'SEC-008',
  title: 'no tenant without trust may read the RSS configuration of the PF',
  severity: 'warning',
  protects: 'The hash key and table tell a tenant how to aim its packets at one queue of its neighbours.',
  source: 'query_rss of ip link; ixgbe has it, igb refuses it (measured)',
  fix: 'Set queryRss: false, mark the tenant with trustedTenant, or give the reason in waivers.queryRss of the pool',
  on: 'settings',
  check: (subject) => {
    const { settings, use, unresolved, pool, pf, host } = subject;
    if (pf.deviceClass !== 'net' || !statesAny(subject, ['queryRss', ...trustNames(subject)])) return NOT_APPLICABLE;
    const token = tokenAmong(unresolved, 'queryRss');
    if (token) return token;
    if (settings.queryRss === undefined || isOverridden(subject, ['queryRss', 'trustedTenant'])) return NOT_APPLICABLE;
    if (settings.queryRss === false) return COMPLIANT;
    if (use.trustedTenant === true || waiverOf(pool, 'queryRss') !== undefined) return COMPLIANT;
    const tokenTrust = tokenAmong(unresolved, ...trustNames(subject));
    if (tokenTrust) return tokenTrust;
    if (!isUntrusted(use, host)) return NOT_APPLICABLE;
    return violation({
      message: 'query_rss is on for a tenant without trust',
      pointer: 'queryRss',
      found: 'true',
      limit: 'false',
    });
  },
};
