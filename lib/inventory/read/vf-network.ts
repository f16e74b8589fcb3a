import { parseGuid } from '../../model/guid';
import { type ChoiceName, CHOICES, FLAGS, GUIDS, type SettingValue, VF_SETTINGS } from '../../model/vf-settings';
import { VF_NETWORK } from '../blank';
import type { VfNetworkFacts } from '../inventory';
import { stationMac } from './attributes';
import { booleanIn, integerIn, type JsonRecord, recordOf, recordsOf, textIn } from './json';
import type { NetStack } from './net-stack';

const MAX_RATE = 4_294_967_295;

/** Settings of the VFs by index, as `ip -d link show` prints them for the netdevs of the PF (`vfinfo_list`). */
export function readVfNetworks(
  names: readonly string[],
  stack: Pick<NetStack, 'linkOf'>,
): ReadonlyMap<number, VfNetworkFacts> {
  const settings = new Map<number, VfNetworkFacts>();
  for (const name of names) {
    for (const entry of recordsOf(stack.linkOf(name).vfinfo_list)) {
      const vf = integerIn(entry, 'vf', 0, 65_534);
      // Of several ports of one function the first one that knows the VF speaks.
      if (vf !== null && !settings.has(vf)) settings.set(vf, vfNetwork(entry));
    }
  }
  return settings;
}

/** A key that `ip` leaves out stands for: none. */
function vfNetwork(entry: JsonRecord): VfNetworkFacts {
  // Before iproute2 4.20 the VLAN stood in the entry itself.
  const [vlan = entry] = recordsOf(entry.vlan_list);
  const rate = recordOf(entry.rate);
  const network: { -readonly [K in keyof VfNetworkFacts]: VfNetworkFacts[K] } = {
    ...VF_NETWORK,
    mac: stationMac(textIn(entry, 'address') ?? textIn(entry, 'mac')),
    vlan: integerIn(vlan, 'vlan', 0, 4095) ?? 0,
    vlanQos: integerIn(vlan, 'qos', 0, 7) ?? 0,
    vlanProtocol: textIn(vlan, 'protocol')?.toLowerCase() === '802.1ad' ? '802.1ad' : '802.1Q',
    minTxRateMbps: integerIn(rate, 'min_tx', 0, MAX_RATE) ?? 0,
    maxTxRateMbps: integerIn(rate, 'max_tx', 0, MAX_RATE) ?? integerIn(entry, 'tx_rate', 0, MAX_RATE) ?? 0,
  };
  for (const name of FLAGS) network[name] = booleanIn(entry, VF_SETTINGS[name].json);
  for (const name of CHOICES) network[name] = choiceIn(entry, name);
  for (const name of GUIDS) {
    const guid = parseGuid(textIn(entry, VF_SETTINGS[name].json) ?? '');
    if (guid !== null) network[name] = guid;
  }
  return network;
}

function choiceIn<K extends ChoiceName>(entry: JsonRecord, name: K): SettingValue<K> | null {
  const { value, json } = VF_SETTINGS[name];
  const word = textIn(entry, json);
  return (value as readonly (string | null)[]).includes(word) ? (word as SettingValue<K>) : null;
}
