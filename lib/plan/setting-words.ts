import { formatMbps } from '../model/numbers';
import { valueWords, VF_SETTINGS } from '../model/vf-settings';
import type { VfSetting } from './step';

/** A setting of a VF in words: with its value, and for several VFs that each get a value of their own. */
export interface SettingWords {
  readonly exact: string;
  readonly alike: string;
}

export function settingWords(setting: VfSetting): SettingWords {
  if ('on' in setting) return shared(valueWords(setting.name, setting.on));
  if ('state' in setting) return shared(valueWords(setting.name, setting.state));
  if ('guid' in setting) return ownOf(VF_SETTINGS[setting.name].words, setting.guid);
  switch (setting.name) {
    case 'mac':
      return ownOf(VF_SETTINGS.mac.words, setting.mac);
    case 'vlan':
      return shared(vlanText(setting.vlan, setting.qos, setting.protocol));
    case 'rate':
      return shared(rateText(setting.minTxMbps, setting.maxTxMbps));
  }
}

/** No two VFs are alike in it. */
function ownOf(words: string, value: string): SettingWords {
  return { exact: `${words} ${value}`, alike: `a ${words} of its own` };
}

function shared(text: string): SettingWords {
  return { exact: text, alike: text };
}

function vlanText(vlan: number, qos: number, protocol: string): string {
  if (vlan === 0) return 'no VLAN';
  const priority = qos === 0 ? '' : ` with priority ${qos}`;
  return protocol === '802.1Q' ? `VLAN ${vlan}${priority}` : `VLAN ${vlan}${priority} (${protocol})`;
}

function rateText(min: number, max: number): string {
  if (min === 0 && max === 0) return 'no transmit rates';
  const parts = [
    ...(min > 0 ? [`at least ${formatMbps(min)}`] : []),
    ...(max > 0 ? [`at most ${formatMbps(max)}`] : []),
  ];
  return `transmits ${parts.join(' and ')}`;
}
