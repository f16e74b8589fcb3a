import type { VfVlanList } from '../../catalog/driver-profile';
import { ALL_VLANS, type VlanList, vlanRanges } from '../../model/vlan-list';
import {
  COMPLIANT,
  NOT_APPLICABLE,
  type Rule,
  type SettingsSubject,
  tokenAmong,
  type Verdict,
  violation,
} from '../rule';
import { portVlan } from '../shared/inherited';
import { inBrackets, pfDriver } from '../shared/pf';
import { driverMissing, profileName } from '../shared/port';
import { statesAny } from '../shared/statements';
import { vfsOfSubject } from '../shared/vfs';
import { DRIVERS_WITH_LISTS, makesVlanLists } from '../shared/vlan-lists';

/** Bytes of a page, in which the kernel shows a file of sysfs. */
const PAGE_BYTES = 4096;

const NO_OPERATION =
  'Linux to 6.12: do_setvfinfo in net/core/rtnetlink.c has no VF operation for it; one was proposed in 2019 and declined';

const INSTEAD =
  'Give each VF a vlan, filter at the port of the switch, or set eswitchMode switchdev and filter at the representors';

export const VLAN_006: Rule = {
  id: 'VLAN-006',
  title: 'allowed VLANs only where the driver of the PF keeps such a list',
  severity: 'error',
  protects:
    'Where nothing keeps the list a guest tags its frames into any VLAN of the port, and the plan stops on the host.',
  source: 'catalog, vfVlanList of the driver profiles; source of Linux 6.1 and 6.12, and of the drivers beside it',
  fix: `${INSTEAD}; lists are kept by ${DRIVERS_WITH_LISTS}`,
  on: 'settings',
  check(subject) {
    const { pf, settings, unresolved } = subject;
    if (pf.deviceClass !== 'net' || !statesAny(subject, ['allowedVlans', 'vlan'])) return NOT_APPLICABLE;
    const { allowedVlans } = settings;
    if (allowedVlans === undefined) return tokenAmong(unresolved, 'allowedVlans') ?? NOT_APPLICABLE;
    if (allowedVlans === ALL_VLANS) return COMPLIANT;
    return [judgePortVlan(subject, allowedVlans), judgeDriver(subject, allowedVlans)];
  },
};

function judgePortVlan(subject: SettingsSubject, allowedVlans: VlanList): Verdict {
  const { settings, unresolved, pf } = subject;
  const token = tokenAmong(unresolved, 'vlan');
  if (token !== undefined) return token;
  if (settings.vlan === 0) return COMPLIANT;
  const kept = vfsOfSubject(subject).find((vf) => vf.settings.vlan === undefined && portVlan(vf, pf) !== 0);
  const vlan = settings.vlan ?? (kept === undefined ? 0 : portVlan(kept, pf));
  if (vlan === 0) return COMPLIANT;
  const whose = kept === undefined ? `vlan is ${vlan}` : `VF ${kept.index} has port VLAN ${vlan} from before`;
  return violation({
    message: `allowedVlans is ${allowedVlans}, and ${whose}: with a port VLAN the card tags every frame of the VF ${inBrackets(pf)}`,
    pointer: 'allowedVlans',
    found: `allowedVlans ${allowedVlans} and VLAN ${vlan}`,
    limit: 'one of them',
    limitSource: pf.profile?.vfVlanList?.source ?? undefined,
    fix:
      kept === undefined
        ? 'Leave vlan out and let the guest tag, or leave allowedVlans out'
        : 'State vlan: 0 to take it off, or leave allowedVlans out',
  });
}

function judgeDriver({ pf }: SettingsSubject, allowedVlans: VlanList): Verdict {
  const list = pf.profile?.vfVlanList;
  const driver = profileName(pf);
  const stated = { pointer: 'allowedVlans', found: `allowedVlans ${allowedVlans}` };
  if (driver === null) return driverMissing();
  if (list?.outOfTree !== true) {
    return violation({
      ...stated,
      message: `allowedVlans is ${allowedVlans}, and the driver ${driver} keeps no list of the VLANs that a VF may use; no driver of the kernel's own tree does ${inBrackets(pf)}`,
      limit: 'no list',
      limitSource: list?.source ?? NO_OPERATION,
    });
  }
  if (pf.eswitchMode === 'switchdev') {
    return violation({
      ...stated,
      message: `allowedVlans is ${allowedVlans}, and in switchdev mode it has no effect: ${driver} takes the list and lets everything pass ${inBrackets(pf)}`,
      limit: 'legacy mode',
      limitSource: list.source ?? undefined,
      fix: 'Leave allowedVlans out and filter at the representors, or leave eswitchMode out',
    });
  }
  if (shownBytes(allowedVlans, list) >= PAGE_BYTES) {
    return violation({
      ...stated,
      message: `allowedVlans is ${allowedVlans.slice(0, 40)}..., and ${driver} shows no more than a page of them: whether they are set could not be told ${inBrackets(pf)}`,
      limit: `${PAGE_BYTES} bytes of sriov/N/trunk`,
      limitSource: list.source ?? undefined,
      fix: 'Allow fewer VLANs',
    });
  }
  const makes = makesVlanLists(pf);
  if (makes === true) return COMPLIANT;
  const { driver: vendors = "the vendor's driver" } = list;
  const who = makes === false ? "the kernel's own" : "not known to be the vendor's";
  return violation({
    ...stated,
    severity: makes === false ? 'error' : 'warning',
    message: `allowedVlans is ${allowedVlans}, and the driver ${pfDriver(pf) ?? driver} of the host is ${who}: ${makes === false ? 'its VFs show no sriov/N/trunk' : 'only VFs show whether it makes sriov/N/trunk, and none was read'} ${inBrackets(pf)}`,
    limit: `sriov/N/trunk, which ${vendors} makes`,
    limitSource: list.source ?? undefined,
    fix:
      makes === false
        ? `Install ${vendors}, and read the inventory again; else ${lowerFirst(INSTEAD)}`
        : `Read the inventory while the PF has VFs; without the file the plan stops on the host before the VF is given out. ${INSTEAD} where the driver is the kernel's own`,
  });
}

function shownBytes(allowed: VlanList, { shows }: VfVlanList): number {
  if (shows !== 'ids') return allowed.length + 1;
  let bytes = 'Allowed 802.1Q VLANs:\n'.length;
  for (const [first, last] of vlanRanges(allowed)) {
    for (let id = first; id <= last; id++) bytes += ` ${id}`.length;
  }
  return bytes;
}

function lowerFirst(text: string): string {
  return `${text[0]?.toLowerCase()}${text.slice(1)}`;
}
