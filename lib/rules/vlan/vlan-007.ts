import { ALL_VLANS, type VlanList, vlanRanges } from '../../model/vlan-list';
import {
  COMPLIANT,
  NOT_APPLICABLE,
  type Rule,
  type SettingsSubject,
  tokenAmong,
  unknown,
  type Verdicts,
  violation,
} from '../rule';
import { attachmentStates, statesAny } from '../shared/statements';
import { vfsOfSubject } from '../shared/vfs';
import { heldToVlans, keepsUnknownList } from '../shared/vlan-lists';
import { counted, listed } from '../shared/words';

const NAMES = ['allowedVlans', 'guestVlans'] as const;

export const VLAN_007: Rule = {
  id: 'VLAN-007',
  title: 'VLANs of the guest are among those that its VF may use',
  severity: 'error',
  protects: 'The card drops frames of a VLAN that is not in the list of its VF, and tells nobody.',
  source: 'sriov/N/trunk of the drivers that keep lists: what is not in the list does not pass',
  fix: 'Add them to allowedVlans, or take them out of guestVlans',
  on: 'settings',
  check(subject) {
    if (!statesAny(subject, NAMES)) return NOT_APPLICABLE;
    const { allowedVlans } = subject.settings;
    const { guestVlans = [] } = subject.use;
    const token = tokenAmong(subject.unresolved, ...NAMES);
    if (allowedVlans === undefined || guestVlans.length === 0) {
      const other = allowedVlans !== undefined || guestVlans.length > 0;
      if (token !== undefined && other) return token;
      return guestVlans.length === 0 ? NOT_APPLICABLE : judgeKept(subject, guestVlans);
    }
    if (token !== undefined) return token;
    const outside = outsideOf(allowedVlans, guestVlans);
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

/** Nobody states a list: a VF that stays keeps the one that it has. */
function judgeKept(subject: SettingsSubject, guestVlans: readonly number[]): Verdicts {
  const { pf, attachment } = subject;
  const unstated = vfsOfSubject(subject).filter(
    // What attachments state themselves is judged at them.
    (vf) => attachment !== null || vf.attachment === null || !attachmentStates(vf.attachment, NAMES),
  );
  const kept = new Map<VlanList, number[]>();
  for (const vf of unstated) {
    const list = heldToVlans(vf, pf);
    if (list !== ALL_VLANS) kept.set(list, [...(kept.get(list) ?? []), vf.index]);
  }
  const unread = unstated.filter((vf) => keepsUnknownList(vf, pf)).map(({ index }) => String(index));
  const notKnown = unread.length === 0 ? [] : [unknown(`VLANs that VF ${listed(unread)} may use now`)];
  if (kept.size === 0) return unread.length === 0 ? NOT_APPLICABLE : notKnown;
  const violations = [...kept].flatMap(([list, indexes]) => {
    const outside = outsideOf(list, guestVlans);
    if (outside.length === 0) return [];
    const vfs = `VF ${listed(indexes.map(String))} of ${pf.facts?.address}`;
    return violation({
      message: `the guest is to tag ${counted(outside.length, 'VLAN')} (${listed(outside.map(String))}) that ${vfs} may not use: the list from before (${list}) stays, since allowedVlans is not stated`,
      pointer: 'guestVlans',
      found: listed(outside.map(String)),
      limit: `VLANs ${list}`,
      limitSource: `settings of ${vfs}`,
      fix: 'State allowedVlans: "all" to take the list off, or a list with these VLANs',
    });
  });
  return violations.length + notKnown.length === 0 ? COMPLIANT : [...violations, ...notKnown];
}

function outsideOf(list: VlanList, vlans: readonly number[]): number[] {
  const ranges = vlanRanges(list);
  return vlans.filter((vlan) => !ranges.some(([first, last]) => vlan >= first && vlan <= last));
}
