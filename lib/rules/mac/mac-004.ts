import { describePf } from '../../resolve/resolved';
import { COMPLIANT, NOT_APPLICABLE, type Rule, tokenAmong, violation } from '../rule';
import { attributeSource, profileName, takes } from '../shared/port';
import { statesAny } from '../shared/statements';

const NAMES = ['guestMacChange', 'trust'] as const;

export const MAC_004: Rule = {
  id: 'MAC-004',
  title: 'guests change their MAC on a trusted VF only',
  severity: 'error',
  protects:
    'The PF refuses a new address from a VF that is not trusted: bonds, bridges and failover inside the guest stay without traffic.',
  source:
    'i40e refuses it without trust (sriov-cni issue 232); measured on igb: a VF with an administrative MAC cannot change it',
  fix: 'Set trust for this VF if its tenant may be trusted, or leave guestMacChange out',
  on: 'settings',
  check(subject) {
    const { pf, use, settings } = subject;
    if (!statesAny(subject, NAMES)) return NOT_APPLICABLE;
    const token = tokenAmong(subject.unresolved, ...NAMES);
    if (!use.guestMacChange) return subject.unresolved.includes('guestMacChange') && token ? token : NOT_APPLICABLE;
    if (token !== undefined) return token;
    if (settings.trust) return COMPLIANT;
    const never = takes(pf, subject.host, 'trust') === false;
    return violation({
      message: `the guest changes its MAC address, and trust is ${settings.trust === false ? 'off' : 'not set'} (${describePf(pf)})`,
      pointer: 'trust',
      found: settings.trust === false ? 'trust off' : 'trust not set, off on a new VF',
      limit: 'trust on',
      ...(never && {
        limitSource: attributeSource(pf),
        fix: `Leave guestMacChange out, or use another card: the driver ${profileName(pf)} has no trusted VFs`,
      }),
    });
  },
};
