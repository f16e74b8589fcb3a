import { COMPLIANT, NOT_APPLICABLE, type Rule, type SettingsSubject, tokenAmong, unknown, violation } from '../rule';
import { isOverridden, statesAny } from '../shared/statements';
import { vfsOfPool } from '../shared/vfs';

export const SEC_003: Rule = {
  id: 'SEC-003',
  title: 'a guest that turns promiscuous mode on has trust',
  severity: 'error',
  protects:
    'Without trust the PF driver ignores the request: the guest believes that it sees all frames, and does not.',
  source: 'trust of ip link; DPDK guide of bnxt',
  fix: 'Set trust: true and give the reason in waivers.trust of the pool, or set promiscuous: false',
  on: 'settings',
  check: (subject) => {
    const { settings, use, unresolved, pf } = subject;
    if (pf.deviceClass !== 'net' || !statesAny(subject, ['promiscuous', 'trust'])) return NOT_APPLICABLE;
    const token = tokenAmong(unresolved, 'promiscuous');
    if (token) return token;
    if (use.promiscuous !== true || isOverridden(subject, ['promiscuous', 'trust'])) return NOT_APPLICABLE;
    if (settings.trust === true) return COMPLIANT;
    if (settings.trust === undefined) {
      const tokenTrust = tokenAmong(unresolved, 'trust');
      if (tokenTrust) return tokenTrust;
      if (pf.wanted.externallyManaged) return judgeObserved(subject);
    }
    return violation({
      message: `the guest turns promiscuous mode on, and trust is ${settings.trust === false ? 'off' : 'not stated'}`,
      pointer: 'trust',
      found: settings.trust === false ? 'false' : 'not stated',
      limit: 'true',
    });
  },
};

/** Somebody else sets trust: what the VFs have now is what counts. */
function judgeObserved({ pool, pf, attachment }: SettingsSubject) {
  const vfs = vfsOfPool(pool, pf).filter((vf) => attachment === null || vf.attachment === attachment);
  const trusts = vfs.map((vf) => vf.facts?.network?.trust ?? null);
  if (trusts.includes(false)) {
    return violation({
      message: 'the guest turns promiscuous mode on, and trust is off on a VF that another program manages',
      found: 'false',
      limit: 'true',
      limitSource: `settings of the VFs of ${pf.facts?.address}`,
      fix: 'Have trust turned on by whoever manages the PF, or set promiscuous: false',
    });
  }
  return trusts.length === 0 || trusts.includes(null)
    ? unknown('trust of VFs that another program manages')
    : COMPLIANT;
}
