import { vlanRanges } from '../../model/vlan-list';
import { COMPLIANT, NOT_APPLICABLE, type Rule, tokenAmong, violation } from '../rule';
import { statesAny } from '../shared/statements';
import { counted, listed } from '../shared/words';

export const VLAN_007: Rule = {
  id: 'VLAN-007',
  title: 'VLANs of the guest are among those that its VF may use',
  severity: 'error',
  protects: 'The card drops frames of a VLAN that is not in the list of its VF, and tells nobody.',
  source: 'sriov/N/trunk of the drivers that keep lists: what is not in the list does not pass',
  fix: 'Add them to allowedVlans, or take them out of guestVlans',
  on: 'settings',
  check(subject) {
    if (!statesAny(subject, ['allowedVlans', 'guestVlans'])) return NOT_APPLICABLE;
    const { allowedVlans } = subject.settings;
    const { guestVlans = [] } = subject.use;
    const token = tokenAmong(subject.unresolved, 'allowedVlans', 'guestVlans');
    if (allowedVlans === undefined || guestVlans.length === 0) {
      const other = allowedVlans !== undefined || guestVlans.length > 0;
      return token !== undefined && other ? token : NOT_APPLICABLE;
    }
    if (token !== undefined) return token;
    const ranges = vlanRanges(allowedVlans);
    const outside = guestVlans.filter((vlan) => !ranges.some(([first, last]) => vlan >= first && vlan <= last));
    if (outside.length === 0) return COMPLIANT;
    return violation({
      message: `the guest is to tag ${counted(outside.length, 'VLAN')} (${listed(outside.map(String))}) that its VF may not use: allowedVlans is ${allowedVlans}`,
      pointer: 'guestVlans',
      found: listed(outside.map(String)),
      limit: `VLANs ${allowedVlans}`,
      limitSource: 'allowedVlans of the same VF',
    });
  },
};
