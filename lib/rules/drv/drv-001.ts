import { DEVICE_CLASSES } from '../../device-class';
import type { VfSettings } from '../../model/settings';
import {
  asksForNothing,
  LINK_SETTINGS,
  NIC_SETTINGS,
  NVME_SETTINGS,
  SETTING_ROWS,
  type SettingName,
  VF_SETTINGS,
  type VfAttributeName,
} from '../../model/vf-settings';
import type { ResolvedPf } from '../../resolve/resolved';
import { COMPLIANT, NOT_APPLICABLE, type Rule, tokenAmong, type Verdict, violation } from '../rule';
import { inBrackets, isGuestSide } from '../shared/pf';
import { attributeSource, driverUnknown, profileName } from '../shared/port';
import { statesAny } from '../shared/statements';
import { joined } from '../shared/words';

/** These have rules of their own: VLAN-003 and RATE-004. */
const JUDGED_ELSEWHERE: readonly SettingName[] = ['vlanProtocol', 'minTxRateMbps'];

const ATTRIBUTES: readonly SettingName[] = LINK_SETTINGS.filter((name) => !JUDGED_ELSEWHERE.includes(name));

/** Settings that mean something on one class of PFs alone. */
const JUDGED: readonly SettingName[] = [...NIC_SETTINGS, ...NVME_SETTINGS];

export const DRV_001: Rule = {
  id: 'DRV-001',
  title: 'the driver of the PF takes the settings of its VFs',
  severity: 'error',
  protects: 'A setting that the driver refuses stops the plan on the host, after others were applied.',
  source: 'catalog, driver profiles; measured on igb: link state and query_rss give EOPNOTSUPP',
  fix: 'Leave the setting out, or use a card whose driver takes it',
  on: 'settings',
  check: (subject) => {
    if (!statesAny(subject, JUDGED)) return NOT_APPLICABLE;
    const { settings, unresolved, pf } = subject;
    const verdicts: Verdict[] = [];
    let judged = false;
    for (const name of namesOf(settings)) {
      const verdict = judgeSetting(name, settings, pf);
      judged ||= verdict !== NOT_APPLICABLE;
      if (verdict !== NOT_APPLICABLE && verdict !== COMPLIANT) verdicts.push(verdict);
    }
    const misplaced = namesOf(settings).filter((name) => isMisplaced(name, settings, pf));
    if (misplaced.length > 0) verdicts.push(settingsOfAnotherClass(misplaced, pf));
    const token = pf.deviceClass === 'net' ? tokenAmong(unresolved, ...ATTRIBUTES) : undefined;
    if (token) verdicts.push(token);
    if (verdicts.length > 0) return verdicts;
    return judged ? COMPLIANT : NOT_APPLICABLE;
  },
};

function isMisplaced(name: SettingName, settings: VfSettings, pf: ResolvedPf): boolean {
  if (VF_SETTINGS[name].on === 'any' || VF_SETTINGS[name].on === pf.deviceClass) return false;
  return settings[name] !== undefined && !asksForNothing(name, settings[name]);
}

function judgeSetting(name: SettingName, settings: VfSettings, pf: ResolvedPf): Verdict {
  const value = settings[name];
  if (!ATTRIBUTES.includes(name) || value === undefined || pf.deviceClass !== 'net') return NOT_APPLICABLE;
  return asksForNothing(name, value) ? COMPLIANT : judgeAttribute(name, value, pf);
}

function judgeAttribute(name: SettingName, value: VfSettings[SettingName], pf: ResolvedPf): Verdict {
  const { attribute, ip, feature: words = ip } = SETTING_ROWS[name];
  const taken = isGuestSide(pf) ? false : pf.profile?.vfAttributes?.[attribute as VfAttributeName];
  if (taken === true) return COMPLIANT;
  if (taken !== false) return driverUnknown(pf, `takes ${words}`);
  return violation({
    message: `${name} is ${value}, and the driver ${profileName(pf)} does not take ${words} ${inBrackets(pf)}`,
    pointer: name,
    found: String(value),
    limit: `no ${words}`,
    limitSource: isGuestSide(pf)
      ? 'measured: EOPNOTSUPP from a PF without VF operations (virtio)'
      : attributeSource(pf),
    fix: `Leave ${name} out, or use a card whose driver takes ${words}`,
  });
}

/** Network settings of a function that is no NIC, and the other way round: nobody would write them. */
function settingsOfAnotherClass(names: readonly string[], pf: ResolvedPf): Verdict {
  return violation({
    message: `${joined(names)} ${names.length > 1 ? 'are' : 'is'} set, and the PF is ${DEVICE_CLASSES[pf.deviceClass].words}: nothing comes of it ${inBrackets(pf)}`,
    severity: 'warning',
    pointer: names[0],
    limitSource: `class of the PF (${pf.facts?.classCode ?? pf.device?.class ?? pf.deviceClass})`,
    fix: `Leave ${joined(names)} out`,
  });
}

function namesOf<T extends object>(object: T): (keyof T & string)[] {
  return Object.keys(object) as (keyof T & string)[];
}
