import type { VfAttributeSupport } from '../../catalog/device';
import type { VfSettings } from '../../model/settings';
import { ALL_VLANS } from '../../model/vlan-list';
import type { ResolvedPf } from '../../resolve/resolved';
import { COMPLIANT, NOT_APPLICABLE, type Rule, tokenAmong, type Verdict, violation } from '../rule';
import { inBrackets, isGuestSide } from '../shared/pf';
import { attributeSource, driverUnknown, profileName } from '../shared/port';
import { statesAny } from '../shared/statements';
import { joined } from '../shared/words';

/** A setting that `ip link set PF vf N` writes. */
interface Attribute {
  /** The driver profile's name for it. */
  readonly profile: keyof VfAttributeSupport;
  /** The name on the command line. */
  readonly words: string;
}

/** minTxRateMbps, vlanProtocol and allowedVlans have rules of their own: RATE-004, VLAN-003 and VLAN-006. */
const ATTRIBUTES: Readonly<Partial<Record<keyof VfSettings, Attribute>>> = {
  mac: { profile: 'mac', words: 'mac' },
  vlan: { profile: 'vlan', words: 'vlan' },
  vlanQos: { profile: 'vlanQos', words: 'qos of a vlan' },
  spoofCheck: { profile: 'spoofchk', words: 'spoofchk' },
  trust: { profile: 'trust', words: 'trust' },
  linkState: { profile: 'linkState', words: 'link state' },
  maxTxRateMbps: { profile: 'maxTxRate', words: 'max_tx_rate' },
  queryRss: { profile: 'queryRss', words: 'query_rss' },
};

/** Values that ask for nothing: new VFs have them, and no driver needs to be told. */
const NOTHING_ASKED: Readonly<Partial<Record<keyof VfSettings, unknown>>> = {
  vlan: 0,
  vlanQos: 0,
  allowedVlans: ALL_VLANS,
  trust: false,
  linkState: 'auto',
  minTxRateMbps: 0,
  maxTxRateMbps: 0,
  queryRss: false,
};

const ATTRIBUTE_NAMES = namesOf(ATTRIBUTES);
const NETWORK_SETTINGS = [...ATTRIBUTE_NAMES, 'vlanProtocol', 'allowedVlans', 'minTxRateMbps', 'mtu'] as const;
const NVME_SETTINGS = ['nvmeVirtualQueues', 'nvmeVirtualInterrupts', 'namespaceId', 'namespaceShared'] as const;

/** Classes of PFs on which a setting means something; settings for any class are not among them. */
const CLASS_OF: ReadonlyMap<keyof VfSettings, 'net' | 'nvme'> = new Map([
  ...NETWORK_SETTINGS.map((name) => [name, 'net'] as const),
  ...NVME_SETTINGS.map((name) => [name, 'nvme'] as const),
]);

const JUDGED: readonly (keyof VfSettings)[] = [...CLASS_OF.keys()];

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
    const token = pf.deviceClass === 'net' ? tokenAmong(unresolved, ...ATTRIBUTE_NAMES) : undefined;
    if (token) verdicts.push(token);
    if (verdicts.length > 0) return verdicts;
    return judged ? COMPLIANT : NOT_APPLICABLE;
  },
};

function isMisplaced(name: keyof VfSettings, settings: VfSettings, pf: ResolvedPf): boolean {
  const deviceClass = CLASS_OF.get(name);
  if (deviceClass === undefined || deviceClass === pf.deviceClass) return false;
  return settings[name] !== undefined && settings[name] !== NOTHING_ASKED[name];
}

function judgeSetting(name: keyof VfSettings, settings: VfSettings, pf: ResolvedPf): Verdict {
  const attribute = ATTRIBUTES[name];
  const value = settings[name];
  if (attribute === undefined || value === undefined || pf.deviceClass !== 'net') return NOT_APPLICABLE;
  return value === NOTHING_ASKED[name] ? COMPLIANT : judgeAttribute(name, value, attribute, pf);
}

function judgeAttribute(
  name: keyof VfSettings,
  value: VfSettings[keyof VfSettings],
  { profile, words }: Attribute,
  pf: ResolvedPf,
): Verdict {
  const taken = isGuestSide(pf) ? false : pf.profile?.vfAttributes?.[profile];
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
  const kind = { net: 'a NIC', nvme: 'an NVMe SSD', other: 'neither NIC nor NVMe SSD' }[pf.deviceClass];
  return violation({
    message: `${joined(names)} ${names.length > 1 ? 'are' : 'is'} set, and the PF is ${kind}: nothing comes of it ${inBrackets(pf)}`,
    severity: 'warning',
    pointer: names[0],
    limitSource: `class of the PF (${pf.facts?.classCode ?? pf.device?.class ?? pf.deviceClass})`,
    fix: `Leave ${joined(names)} out`,
  });
}

function namesOf<T extends object>(object: T): (keyof T & string)[] {
  return Object.keys(object) as (keyof T & string)[];
}
