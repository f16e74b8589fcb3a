import { COMPLIANT, NOT_APPLICABLE, type Rule, tokenAmong, violation } from '../rule';
import { statesAny } from '../shared/statements';

const MAX_QOS = 7;

export const VLAN_002: Rule = {
  id: 'VLAN-002',
  title: 'VLAN priority from 0 to 7, with a VLAN',
  severity: 'error',
  protects:
    'A priority travels in the VLAN tag: without a VLAN there is no place for it, and above 7 the kernel refuses it.',
  source: 'IEEE 802.1Q: three bits of priority in the tag; measured on igb: 8 gives EINVAL',
  fix: 'Give vlanQos from 0 to 7 together with vlan, or leave it out',
  on: 'settings',
  check(subject) {
    if (!statesAny(subject, ['vlanQos', 'vlan'])) return NOT_APPLICABLE;
    const { vlan, vlanQos } = subject.settings;
    if (vlanQos === undefined) return tokenAmong(subject.unresolved, 'vlanQos') ?? NOT_APPLICABLE;
    if (vlanQos > MAX_QOS) {
      return violation({
        message: `vlanQos is ${vlanQos}, and a priority lies between 0 and ${MAX_QOS}`,
        pointer: 'vlanQos',
        found: String(vlanQos),
        limit: `0 to ${MAX_QOS}`,
      });
    }
    const token = tokenAmong(subject.unresolved, 'vlan', 'vlanQos');
    if (token !== undefined) return token;
    if (vlanQos === 0 || vlan) return COMPLIANT;
    return violation({
      message: `vlanQos is ${vlanQos}, and there is no VLAN whose tag could carry it`,
      pointer: 'vlanQos',
      found: `priority ${vlanQos} without a VLAN`,
      fix: 'Give a vlan as well, or leave vlanQos out',
    });
  },
};
