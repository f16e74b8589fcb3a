import type { VfAttributeSupport } from '../../catalog/device';
import type { VfSettings } from '../../model/settings';
import {
  COMPLIANT,
  NOT_APPLICABLE,
  type Rule,
  type SettingsSubject,
  tokenAmong,
  type Verdict,
  type Verdicts,
  violation,
} from '../rule';
import { inBrackets, isGuestSide } from '../shared/pf';
import { attributeSource, driverUnknown, profileName } from '../shared/port';
import { statesAny } from '../shared/statements';
import { joined } from '../shared/words';

interface Attribute {
  readonly setting: keyof VfSettings;
  readonly profile: keyof VfAttributeSupport;
  /** What `ip link set PF vf N` calls it. */
  readonly words: string;
}

/** minTxRateMbps and vlanProtocol have rules of their own: RATE-004 and VLAN-003. */
const ATTRIBUTES: readonly Attribute[] = [
  { setting: 'mac', profile: 'mac', words: 'mac' },
  { setting: 'vlan', profile: 'vlan', words: 'vlan' },
  { setting: 'vlanQos', profile: 'vlanQos', words: 'qos of a vlan' },
  { setting: 'spoofCheck', profile: 'spoofchk', words: 'spoofchk' },
  { setting: 'trust', profile: 'trust', words: 'trust' },
  { setting: 'linkState', profile: 'linkState', words: 'link state' },
  { setting: 'maxTxRateMbps', profile: 'maxTxRate', words: 'max_tx_rate' },
  { setting: 'queryRss', profile: 'queryRss', words: 'query_rss' },
];

/** Values that ask for nothing: new VFs have them, and no driver needs to be told. */
const NOTHING_ASKED: Readonly<Partial<Record<keyof VfSettings, unknown>>> = {
  vlan: 0,
  vlanQos: 0,
  trust: false,
  linkState: 'auto',
  minTxRateMbps: 0,
  maxTxRateMbps: 0,
  queryRss: false,
};

const NETWORK_SETTINGS: readonly (keyof VfSettings)[] = [
  ...ATTRIBUTES.map(({ setting }) => setting),
  'vlanProtocol',
  'minTxRateMbps',
  'mtu',
];
const NVME_SETTINGS: readonly (keyof VfSettings)[] = [
  'nvmeVirtualQueues',
  'nvmeVirtualInterrupts',
  'namespaceId',
  'namespaceShared',
];
const JUDGED: readonly (keyof VfSettings)[] = [...NETWORK_SETTINGS, ...NVME_SETTINGS];

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
    const misplaced = settingsOfAnotherClass(subject);
    if (misplaced || subject.pf.deviceClass !== 'net') return misplaced ?? NOT_APPLICABLE;
    let verdicts: Verdict[] | undefined;
    let judged = false;
    for (const attribute of ATTRIBUTES) {
      const verdict = judgeAttribute(attribute, subject);
      if (verdict === NOT_APPLICABLE) continue;
      judged = true;
      if (verdict !== COMPLIANT) verdicts = [...(verdicts ?? []), verdict];
    }
    return verdicts ?? (judged ? COMPLIANT : NOT_APPLICABLE);
  },
};

function judgeAttribute(
  { setting, profile, words }: Attribute,
  { pf, settings, unresolved }: SettingsSubject,
): Verdict {
  const value = settings[setting];
  if (value === undefined) return tokenAmong(unresolved, setting) ?? NOT_APPLICABLE;
  if (value === NOTHING_ASKED[setting]) return COMPLIANT;
  const taken = isGuestSide(pf) ? false : pf.profile?.vfAttributes?.[profile];
  if (taken === true) return COMPLIANT;
  if (taken !== false) return driverUnknown(pf, `takes ${words}`);
  return violation({
    message: `${setting} is ${value}, and the driver ${profileName(pf)} does not take ${words} ${inBrackets(pf)}`,
    pointer: setting,
    found: String(value),
    limit: `no ${words}`,
    limitSource: isGuestSide(pf)
      ? 'measured: EOPNOTSUPP from a PF without VF operations (virtio)'
      : attributeSource(pf),
    fix: `Leave ${setting} out, or use a card whose driver takes ${words}`,
  });
}

/** Network settings of a function that is no NIC, and the other way round: nobody would write them. */
function settingsOfAnotherClass({ settings, pf }: SettingsSubject): Verdicts | undefined {
  const names = pf.deviceClass === 'net' ? NVME_SETTINGS : pf.deviceClass === 'nvme' ? NETWORK_SETTINGS : JUDGED;
  let stated: string[] | undefined;
  for (const name of names) {
    const value = settings[name];
    if (value !== undefined && value !== NOTHING_ASKED[name]) stated = [...(stated ?? []), name];
  }
  if (stated === undefined) return undefined;
  const kind =
    pf.deviceClass === 'net' ? 'a NIC' : pf.deviceClass === 'nvme' ? 'an NVMe SSD' : 'neither NIC nor NVMe SSD';
  return violation({
    message: `${joined(stated)} ${stated.length > 1 ? 'are' : 'is'} set, and the PF is ${kind}: nothing comes of it ${inBrackets(pf)}`,
    severity: 'warning',
    pointer: stated[0],
    limitSource: `class of the PF (${pf.facts?.classCode ?? pf.device?.class ?? pf.deviceClass})`,
    fix: `Leave ${joined(stated)} out`,
  });
}
