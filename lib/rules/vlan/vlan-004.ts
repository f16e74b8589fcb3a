import { COMPLIANT, NOT_APPLICABLE, type Rule, tokenAmong, violation } from '../rule';
import { statesAny } from '../shared/statements';
import { counted, listed } from '../shared/words';

export const VLAN_004: Rule = {
  id: 'VLAN-004',
  title: 'no VLANs of the guest on a VF with a port VLAN',
  severity: 'error',
  protects:
    'A port VLAN is put on and taken off by the card: frames that the guest tags itself do not reach their VLAN.',
  source: 'vlan of ip link set PF vf N: the card tags every frame of the VF',
  fix: 'Leave vlan out and let the guest tag, or leave guestVlans out',
  on: 'settings',
  check(subject) {
    if (!statesAny(subject, ['vlan', 'guestVlans'])) return NOT_APPLICABLE;
    const { vlan } = subject.settings;
    const { guestVlans } = subject.use;
    const token = tokenAmong(subject.unresolved, 'vlan', 'guestVlans');
    if (guestVlans === undefined || guestVlans.length === 0) {
      return token !== undefined && subject.unresolved.includes('guestVlans') ? token : NOT_APPLICABLE;
    }
    if (token !== undefined) return token;
    if (!vlan) return COMPLIANT;
    return violation({
      message: `the VF is in port VLAN ${vlan}, and its guest is to tag ${counted(guestVlans.length, 'VLAN')} itself (${listed(guestVlans.map(String))})`,
      pointer: 'guestVlans',
      found: listed(guestVlans.map(String)),
      limit: `untagged frames in VLAN ${vlan}`,
      limitSource: 'vlan of the same VF',
    });
  },
};
