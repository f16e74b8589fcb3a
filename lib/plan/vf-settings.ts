import type { VfNetworkFacts } from '../inventory/inventory';
import type { PortVlan, TxRates } from '../model/settings';
import { CHOICES, FLAGS, GUIDS, VF_SETTINGS, type VfAttributeName } from '../model/vf-settings';
import type { TargetVf } from './host-plan';
import type { VfSetting } from './step';

export type VfSettingName = VfSetting['name'];

/** What `ip link set PF vf N` writes, in the order of writing: the rate comes last, as it needs the PF's link. */
export const VF_SETTING_NAMES: readonly VfSettingName[] = ['mac', ...GUIDS, 'vlan', ...FLAGS, ...CHOICES, 'rate'];

/** Attribute that a setting writes, by its name in a driver profile. */
export function attributeOf(name: VfSettingName): VfAttributeName {
  return name === 'rate' ? VF_SETTINGS.maxTxRateMbps.attribute : VF_SETTINGS[name].attribute;
}

/** Settings of a VF that are wanted and not known to be there, in the order of writing. */
export function settingsThatDiffer(target: TargetVf, found: VfNetworkFacts | null): readonly VfSetting[] {
  const settings: VfSetting[] = [];
  const { mac, vlan, rate } = target;
  if (mac !== undefined && mac !== found?.mac) settings.push({ name: 'mac', mac });
  for (const name of GUIDS) {
    const guid = target[name];
    if (guid !== undefined && guid !== found?.[name]) settings.push({ name, guid });
  }
  if (vlan !== undefined && !hasVlan(found, vlan)) {
    settings.push({ name: 'vlan', vlan: vlan.vlan, qos: vlan.qos, protocol: vlan.protocol });
  }
  for (const name of FLAGS) {
    const on = target[name];
    if (on !== undefined && on !== found?.[name]) settings.push({ name, on });
  }
  for (const name of CHOICES) {
    const state = target[name];
    if (state !== undefined && state !== found?.[name]) settings.push({ name, state });
  }
  if (rate !== undefined && !hasRate(found, rate)) {
    settings.push({ name: 'rate', minTxMbps: rate.minTxMbps, maxTxMbps: rate.maxTxMbps });
  }
  return settings;
}

function hasVlan(found: VfNetworkFacts | null, wanted: PortVlan): boolean {
  if (found === null || found.vlan !== wanted.vlan || found.vlanQos !== wanted.qos) return false;
  // Without a tag there is no protocol, whatever the driver reports.
  return found.vlanProtocol === wanted.protocol || (wanted.vlan === 0 && wanted.qos === 0);
}

/** As plans are carried out: without a tag there is no protocol to set, and what goes without saying is written. */
export function writtenVlan<V extends PortVlan>(vlan: V): V {
  return vlan.vlan === 0 && vlan.qos === 0 ? { ...vlan, protocol: VF_SETTINGS.vlanProtocol.usual } : vlan;
}

function hasRate(found: VfNetworkFacts | null, wanted: TxRates): boolean {
  return found !== null && found.minTxRateMbps === wanted.minTxMbps && found.maxTxRateMbps === wanted.maxTxMbps;
}

/** Whether the driver's report leaves the setting open: such a VF may or may not be as wanted. */
export function isUnknown(name: VfSettingName, found: VfNetworkFacts | null): boolean {
  if (found === null) return true;
  return name !== 'vlan' && name !== 'rate' && (found[name] ?? null) === null;
}

/** The value that a setting writes, as a person would say it. */
export function settingValue(setting: VfSetting): string | boolean {
  if ('on' in setting) return setting.on;
  if ('state' in setting) return setting.state;
  if ('guid' in setting) return setting.guid;
  switch (setting.name) {
    case 'mac':
      return setting.mac;
    case 'vlan':
      return vlanText(setting.vlan, setting.qos, setting.protocol);
    case 'rate':
      return rateText(setting.minTxMbps, setting.maxTxMbps);
  }
}

/** The value found, in the same words; null when it is not known. */
export function foundValue(name: VfSettingName, found: VfNetworkFacts | null): string | boolean | null {
  if (found === null) return null;
  if (name === 'vlan') return vlanText(found.vlan, found.vlanQos, found.vlanProtocol);
  if (name === 'rate') return rateText(found.minTxRateMbps, found.maxTxRateMbps);
  return found[name] ?? null;
}

function vlanText(vlan: number, qos: number, protocol: string): string {
  return vlan === 0 && qos === 0 ? 'none' : `${vlan} qos ${qos} ${protocol}`;
}

function rateText(min: number, max: number): string {
  return `min ${min} max ${max} Mbit/s`;
}
