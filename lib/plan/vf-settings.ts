import type { VfAttributeName } from '../catalog/behaviour';
import type { VfNetworkFacts } from '../inventory/inventory';
import type { TargetVf } from './host-plan';
import type { VfSetting } from './step';

export type VfSettingName = VfSetting['name'];

/** Attribute of `ip link set PF vf N` that a setting writes, by its name in a driver profile. */
export const VF_ATTRIBUTES = {
  mac: 'mac',
  vlan: 'vlan',
  spoofCheck: 'spoofchk',
  trust: 'trust',
  queryRss: 'queryRss',
  linkState: 'linkState',
  rate: 'maxTxRate',
} as const satisfies Readonly<Record<VfSettingName, VfAttributeName>>;

/**
 * Settings of a VF that are wanted and not known to be there, in the order of writing; the rate comes last, as it is
 * the one that needs the PF's link. Empty, and no object made, where all is as wanted.
 */
export function settingsThatDiffer(target: TargetVf, found: VfNetworkFacts | null): readonly VfSetting[] {
  return found !== null && areThere(target, found) ? NONE : missing(target, found);
}

function missing(target: TargetVf, found: VfNetworkFacts | null): readonly VfSetting[] {
  let settings: VfSetting[] = NONE;
  const add = (setting: VfSetting) => {
    if (settings === NONE) settings = [];
    settings.push(setting);
  };
  const { mac, vlan, spoofCheck, trust, queryRss, linkState, rate } = target;
  if (mac !== undefined && mac !== found?.mac) add({ name: 'mac', mac });
  if (vlan !== undefined && !hasVlan(found, vlan)) {
    add({ name: 'vlan', vlan: vlan.vlan, qos: vlan.qos, protocol: vlan.protocol });
  }
  if (spoofCheck !== undefined && spoofCheck !== found?.spoofCheck) add({ name: 'spoofCheck', on: spoofCheck });
  if (trust !== undefined && trust !== found?.trust) add({ name: 'trust', on: trust });
  if (queryRss !== undefined && queryRss !== found?.queryRss) add({ name: 'queryRss', on: queryRss });
  if (linkState !== undefined && linkState !== found?.linkState) add({ name: 'linkState', state: linkState });
  if (rate !== undefined && !hasRate(found, rate)) {
    add({ name: 'rate', minTxMbps: rate.minTxMbps, maxTxMbps: rate.maxTxMbps });
  }
  return settings;
}

const NONE: VfSetting[] = [];

/** Every setting that is wanted: what is found of nearly all VFs once a plan has run. */
function areThere(target: TargetVf, found: VfNetworkFacts): boolean {
  const { mac, vlan, spoofCheck, trust, queryRss, linkState, rate } = target;
  return (
    (mac === undefined || mac === found.mac) &&
    (spoofCheck === undefined || spoofCheck === found.spoofCheck) &&
    (trust === undefined || trust === found.trust) &&
    (queryRss === undefined || queryRss === found.queryRss) &&
    (linkState === undefined || linkState === found.linkState) &&
    (vlan === undefined || hasVlan(found, vlan)) &&
    (rate === undefined || hasRate(found, rate))
  );
}

function hasVlan(found: VfNetworkFacts | null, wanted: NonNullable<TargetVf['vlan']>): boolean {
  if (found === null || found.vlan !== wanted.vlan || found.vlanQos !== wanted.qos) return false;
  // Without a tag there is no protocol: drivers report 802.1Q then.
  return found.vlanProtocol === wanted.protocol || (wanted.vlan === 0 && wanted.qos === 0);
}

function hasRate(found: VfNetworkFacts | null, wanted: NonNullable<TargetVf['rate']>): boolean {
  return found !== null && found.minTxRateMbps === wanted.minTxMbps && found.maxTxRateMbps === wanted.maxTxMbps;
}

/** Whether the driver's report leaves the setting open: such a VF may or may not be as wanted. */
export function isUnknown(name: VfSettingName, found: VfNetworkFacts | null): boolean {
  if (found === null) return true;
  return name !== 'vlan' && name !== 'rate' && found[name] === null;
}

/** The value that a setting writes, as a person would say it. */
export function settingValue(setting: VfSetting): string | boolean {
  switch (setting.name) {
    case 'mac':
      return setting.mac;
    case 'vlan':
      return vlanText(setting.vlan, setting.qos, setting.protocol);
    case 'linkState':
      return setting.state;
    case 'rate':
      return rateText(setting.minTxMbps, setting.maxTxMbps);
    default:
      return setting.on;
  }
}

/** The value found, in the same words; null when it is not known. */
export function foundValue(name: VfSettingName, found: VfNetworkFacts | null): string | boolean | null {
  if (found === null) return null;
  if (name === 'vlan') return vlanText(found.vlan, found.vlanQos, found.vlanProtocol);
  if (name === 'rate') return rateText(found.minTxRateMbps, found.maxTxRateMbps);
  return found[name];
}

function vlanText(vlan: number, qos: number, protocol: string): string {
  return vlan === 0 && qos === 0 ? 'none' : `${vlan} qos ${qos} ${protocol}`;
}

function rateText(min: number, max: number): string {
  return `min ${min} max ${max} Mbit/s`;
}
