import { DEVICE_CLASSES, type DeviceClass, deviceClassOf } from '../../device-class';
import type { SettingsMaker } from '../../model/wanted';
import type { ResolvedHost, ResolvedPf } from '../../resolve/resolved';
import { COMPLIANT, NOT_APPLICABLE, type Rule, unknown, type Verdict, violation } from '../rule';
import { inBrackets } from '../shared/pf';

export const DRV_007: Rule = {
  id: 'DRV-007',
  title: 'settings are made for the class of the card',
  severity: 'warning',
  protects:
    'Settings of another class of devices are a mistake about the card: what it has in its place is not stated, and a ' +
    'profile of a NIC makes nothing secure that is none.',
  source: 'VfSettings and VfProfile (API.md)',
  fix: 'Make the settings for the class that the card is of',
  on: 'pool',
  check: ({ wanted, attachments, path }, pf, host) => {
    const stated = [{ path, wanted }, ...attachments];
    const verdicts = stated.flatMap((one) =>
      one.wanted.settingsBy === undefined ? [] : [judgeMaker(one.wanted.settingsBy, one.path, pf, host)],
    );
    return verdicts.length === 0 ? NOT_APPLICABLE : verdicts;
  },
};

/** What makes settings of each class; of none there is no factory. */
const FACTORIES: Readonly<Record<DeviceClass, string | null>> = {
  net: 'VfSettings.nic',
  nvme: 'VfSettings.nvme',
  gpu: 'VfSettings.gpu',
  crypto: 'VfSettings.crypto',
  other: null,
};

function judgeMaker({ by, forClass }: SettingsMaker, path: string, pf: ResolvedPf, host: ResolvedHost): Verdict {
  const found = classOf(pf, host);
  if (found === null) return unknown('class of the card');
  // Class codes do not tell every accelerator.
  if (found === forClass || (found === 'other' && DEVICE_CLASSES[forClass].functions === 'other')) return COMPLIANT;
  const factory = FACTORIES[found];
  return violation({
    path,
    message: `settings are for ${DEVICE_CLASSES[forClass].words}, by ${by}, and the PF is ${DEVICE_CLASSES[found].words} ${inBrackets(pf)}`,
    pointer: 'settings',
    found: by,
    limit: DEVICE_CLASSES[found].words,
    limitSource: `class of the PF (${pf.device?.class ?? pf.facts?.classCode})`,
    fix: factory === null ? 'State the settings one by one, without settings' : `Make the settings with ${factory}`,
  });
}

/** By the catalog, or by what was read; null when neither knows the card. */
function classOf({ device, facts }: ResolvedPf, { presumed }: ResolvedHost): DeviceClass | null {
  if (device !== null) return device.class;
  return facts === null || presumed ? null : deviceClassOf(facts.classCode);
}
