import type { VfNetworkFacts } from '../../inventory/inventory';
import type { VfSettings } from '../../model/settings';
import {
  type AddressName,
  type FlagOrChoice,
  FLAGS_AND_CHOICES,
  NIC_SETTINGS,
  VF_SETTINGS,
  valueWords,
} from '../../model/vf-settings';
import { ALL_VLANS } from '../../model/vlan-list';
import type { ResolvedPf, ResolvedVf } from '../../resolve/resolved';
import { recreation } from './changes';
import { rateText } from './words';

/** A setting that a VF has now, that a new VF would not have, and that is not stated for it. */
export interface InheritedSetting {
  readonly setting: keyof VfSettings;
  /** Value for people: `VLAN 2002`. */
  readonly words: string;
}

/** Of addresses each VM is given one of its own; promiscuity is no setting. */
type Attribute = Exclude<keyof VfNetworkFacts, AddressName | 'vlanQos' | 'vlanProtocol' | 'promiscuity'>;
type Words = (found: VfNetworkFacts) => string | null;

/** How each attribute is said where it is not what a new VF has; null where it is, or is not known. */
const WORDS: { readonly [A in Attribute]: Words } = {
  ...(Object.fromEntries(FLAGS_AND_CHOICES.map((name) => [name, unusual(name)])) as Record<FlagOrChoice, Words>),
  vlan: ({ vlan, vlanQos, vlanProtocol }) => {
    if (vlan === 0) return null;
    const priority = vlanQos === 0 ? '' : ` with priority ${vlanQos}`;
    return `VLAN ${vlan}${priority}${vlanProtocol === '802.1Q' ? '' : ` (${vlanProtocol})`}`;
  },
  allowedVlans: ({ allowedVlans = ALL_VLANS }) =>
    allowedVlans === ALL_VLANS ? null : `a list of VLANs (${allowedVlans ?? 'which cannot be read'})`,
  minTxRateMbps: ({ minTxRateMbps }) => (minTxRateMbps === 0 ? null : `at least ${rateText(minTxRateMbps)}`),
  maxTxRateMbps: ({ maxTxRateMbps }) => (maxTxRateMbps === 0 ? null : `at most ${rateText(maxTxRateMbps)}`),
};

/** Words of a flag or choice. */
function unusual(name: FlagOrChoice): Words {
  return ({ [name]: value }) => (value === null || value === VF_SETTINGS[name].usual ? null : valueWords(name, value));
}

const ATTRIBUTES = NIC_SETTINGS.filter((name): name is Attribute => name in WORDS);

/** What the VF has now and nothing states, as far as a new VF would not have it. */
export function unstatedSettings({ facts, settings, unresolved }: ResolvedVf): InheritedSetting[] {
  const found = facts?.network ?? null;
  if (found === null) return [];
  return ATTRIBUTES.flatMap((setting) => {
    if (settings[setting] !== undefined || unresolved.includes(setting)) return [];
    const words = WORDS[setting](found);
    return words === null ? [] : [{ setting, words }];
  });
}

/** As `unstatedSettings`, of a VF that stays; new VFs have what their driver gives them. */
export function inheritedSettings(vf: ResolvedVf, pf: ResolvedPf): InheritedSetting[] {
  return recreation(pf) === null ? unstatedSettings(vf) : [];
}

/** Port VLAN that the VF will be in, 0 for none: as stated, else what it has and keeps. */
export function portVlan(vf: ResolvedVf, pf: ResolvedPf): number {
  if (vf.settings.vlan !== undefined) return vf.settings.vlan;
  return recreation(pf) === null ? (vf.facts?.network?.vlan ?? 0) : 0;
}
