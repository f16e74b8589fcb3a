import type { VfNetworkFacts } from '../inventory/inventory';
import { parseGuid } from '../model/guid';
import { parseMac } from '../model/mac';
import type { VfSettings } from '../model/settings';
import { CHOICES, FLAGS, GUIDS, type LinkSetting, VF_SETTINGS } from '../model/vf-settings';
import { comesAnyway } from '../resolve/driver-context';
import type { ResolvedVf } from '../resolve/resolved';
import type { TargetVf } from './host-plan';
import type { VfContext, VfTargetDraft } from './target-vf';
import { MAX_QOS, MAX_U16, MAX_U32, MAX_VLAN, MIN_MTU, writable } from './writable';

/** What `ip link` and the VF's own netdev are to have. */
export function addNetworkSettings(target: VfTargetDraft, vf: ResolvedVf, pf: VfContext): void {
  const { settings } = vf;
  const found = vf.facts?.network ?? null;
  const mac = targetMac(settings, pf);
  if (mac !== undefined) target.mac = mac;
  for (const name of GUIDS) {
    const stated = settings[name];
    const guid = stated === undefined ? null : parseGuid(stated);
    if (guid !== null) target[name] = guid;
    else if (stated !== undefined)
      pf.notes.push(`a ${VF_SETTINGS[name].words} wanted for VFs of ${pf.address} is none: it is left out`);
  }
  const vlan = targetVlan(vf, settings, found, pf);
  if (vlan !== undefined) target.vlan = vlan;
  if (settings.allowedVlans !== undefined) target.allowedVlans = settings.allowedVlans;
  for (const name of FLAGS) {
    const on = settings[name];
    if (on !== undefined && mustBeWritten(name, on, found, pf)) target[name] = on;
  }
  for (const name of CHOICES) {
    const state = settings[name];
    if (state !== undefined && mustBeWritten(name, state, found, pf)) target[name] = state;
  }
  const rate = targetRate(vf, settings, found, pf);
  if (rate !== undefined) target.rate = rate;
  // With any other driver there is no netdev of the VF on the host: the MTU is its user's affair.
  const mtu = settings.driver === 'native' ? writable(pf, 'mtu', settings.mtu, MIN_MTU, MAX_U16) : undefined;
  if (mtu !== undefined) target.mtu = mtu;
}

function targetMac({ mac }: VfSettings, { address: pf, notes }: VfContext): TargetVf['mac'] {
  if (mac === undefined) return undefined;
  const address = parseMac(mac);
  if (address === null) notes.push(`a MAC wanted for VFs of ${pf} is none: it is left out`);
  return address ?? undefined;
}

function targetVlan(
  vf: ResolvedVf,
  settings: VfSettings,
  found: VfNetworkFacts | null,
  pf: VfContext,
): TargetVf['vlan'] {
  if (settings.vlan === undefined || isToken(vf, 'vlanQos') || isToken(vf, 'vlanProtocol')) return undefined;
  const vlan = writable(pf, 'vlan', settings.vlan, 0, MAX_VLAN);
  const same = found !== null && found.vlan === vlan ? found : null;
  const qos = writable(pf, 'vlanQos', settings.vlanQos ?? same?.vlanQos ?? 0, 0, MAX_QOS);
  if (vlan === undefined || qos === undefined) return undefined;
  if (vlan === 0 && qos === 0 && !mustBeWritten('vlan', 0, found, pf)) return undefined;
  return { vlan, qos, protocol: settings.vlanProtocol ?? same?.vlanProtocol ?? '802.1Q' };
}

function targetRate(
  vf: ResolvedVf,
  settings: VfSettings,
  found: VfNetworkFacts | null,
  pf: VfContext,
): TargetVf['rate'] {
  if (settings.minTxRateMbps === undefined && settings.maxTxRateMbps === undefined) return undefined;
  if (isToken(vf, 'minTxRateMbps') || isToken(vf, 'maxTxRateMbps')) return undefined;
  const { minTxRateMbps = found?.minTxRateMbps ?? 0, maxTxRateMbps = found?.maxTxRateMbps ?? 0 } = settings;
  const minTxMbps = writable(pf, 'minTxRateMbps', minTxRateMbps, 0, MAX_U32);
  const maxTxMbps = writable(pf, 'maxTxRateMbps', maxTxRateMbps, 0, MAX_U32);
  if (minTxMbps === undefined || maxTxMbps === undefined) return undefined;
  if (minTxMbps === 0 && maxTxMbps === 0 && !mustBeWritten('maxTxRateMbps', 0, found, pf)) return undefined;
  return { minTxMbps, maxTxMbps };
}

/** What a VF has anyway is not written to a driver that would refuse it; what is found to be otherwise is. */
function mustBeWritten(
  name: LinkSetting,
  value: boolean | string | number,
  found: VfNetworkFacts | null,
  { operations, where }: VfContext,
): boolean {
  const is = found?.[name] ?? null;
  return (is !== null && is !== value) || !comesAnyway(name, value, operations, where);
}

function isToken(vf: ResolvedVf, setting: keyof VfSettings): boolean {
  return vf.unresolved.length > 0 && vf.unresolved.includes(setting);
}
