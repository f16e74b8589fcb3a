import { vlanListOf } from '../../catalog/vlan-lists';
import type { DriverBehaviour } from '../../catalog/behaviour';
import type { VfNetworkFacts } from '../../inventory/inventory';
import { isMulticastMac, ZERO_MAC } from '../../model/mac';
import type { MacAddress, VfIndex } from '../../model/units';
import type { FlagOrChoice, VfAttributeName } from '../../model/vf-settings';
import { ALL_VLANS } from '../../model/vlan-list';
import type { VfSetting } from '../../plan/step';
import { attributeOf } from '../../plan/vf-settings';
import { assumed, MAX_KERNEL_VLAN, supports } from './drivers';
import { carrierOf, noNetdev } from './netdev';
import { CHANGED, changed, fails, failsWithoutErrno, type OperationResult, UNCHANGED } from './result';
import type { KernelState, MutableVfNetwork, NetdevState, PfState, VfState } from './state';
import { networkOf, ownNetwork } from './vf-network';

/** `ip link set PF vf N SETTING`: what `ip` refuses itself, then what the kernel finds no driver operation for. */
export function setVfAttribute(state: KernelState, pf: PfState, index: VfIndex, setting: VfSetting): OperationResult {
  const { netdev, behaviour } = pf;
  if (netdev === null || behaviour === null) return noNetdev(pf);
  if (setting.name === 'vlan' && (setting.vlan > MAX_KERNEL_VLAN || setting.vlan < 0)) {
    return failsWithoutErrno(`argument "${setting.vlan}" is wrong: Invalid "vlan" value`);
  }
  if (setting.name === 'rate' && setting.maxTxMbps > 0 && setting.minTxMbps > setting.maxTxMbps) {
    return failsWithoutErrno(`Invalid min_tx_rate ${setting.minTxMbps} - must be <= max_tx_rate ${setting.maxTxMbps}`);
  }
  const attribute = attributeOf(setting.name);
  const support = supported(pf, behaviour, attribute);
  if (support === false && !(attribute === 'maxTxRate' && supported(pf, behaviour, 'minTxRate') === true)) {
    return fails('EOPNOTSUPP', `RTNETLINK answers: ${behaviour.name} has no operation for ${attribute}`);
  }
  if (behaviour.attributesNeedPfUp && netdev.adminUp === false) {
    return refused(`${behaviour.name} takes no VF attribute while ${netdev.facts.name} is down`);
  }
  const vf = pf.vfs[index];
  if (vf === undefined) {
    const why = `${netdev.facts.name} has no VF ${index}`;
    const isUnsupported = attribute === 'spoofchk' && pf.numVfs === 0 && behaviour.spoofCheckNeedsVfs;
    return isUnsupported ? fails('EOPNOTSUPP', `RTNETLINK answers: ${why}`) : refused(why);
  }
  return applySetting({ state, vf, driver: behaviour, netdev, support }, setting);
}

/** A VF, and whether its PF's driver is known to take what is written. */
interface Request {
  readonly state: KernelState;
  readonly vf: VfState;
  readonly driver: DriverBehaviour;
  readonly netdev: NetdevState;
  readonly support: boolean | null;
}

/** What the driver makes of it. */
function applySetting(request: Request, setting: VfSetting): OperationResult {
  if ('on' in setting) return write(request, setting.name, setting.on);
  if ('state' in setting) return write(request, setting.name, setting.state);
  switch (setting.name) {
    case 'mac':
      return setMac(request, setting.mac);
    case 'vlan':
      return setVlan(request, setting);
    case 'rate':
      return setRate(request, setting);
  }
}

function setMac(request: Request, mac: MacAddress): OperationResult {
  if (isMulticastMac(mac)) return refused(`${mac} is a multicast address`);
  // Drivers that do not refuse it take it to remove the administrative MAC (measured on igb).
  if (mac === ZERO_MAC && request.driver.refusesZeroMac) return refused(`${request.driver.name} takes no zero MAC`);
  return write(request, 'mac', mac);
}

type VlanSetting = VfSetting & { readonly name: 'vlan' };

/** igb checks the numbers before the protocol (measured: EINVAL, then EPROTONOSUPPORT). */
function setVlan({ vf, driver, support }: Request, { vlan, qos, protocol }: VlanSetting): OperationResult {
  const { maxVlan } = driver;
  if (maxVlan !== null && vlan > maxVlan) return refused(`${driver.name} takes VLANs up to ${maxVlan}`);
  if (qos > 7 || qos < 0) return refused(`qos ${qos} is none of 0 to 7`);
  const tagged = protocol === '802.1ad' ? supported(vf.pf, driver, 'vlanProto8021ad') : true;
  if (tagged === false) return fails('EPROTONOSUPPORT', `RTNETLINK answers: ${driver.name} tags with 802.1Q only`);
  const priority = qos > 0 ? supported(vf.pf, driver, 'vlanQos') : true;
  if (priority === false) return refused(`${driver.name} takes no qos`);
  const found = networkOf(vf);
  if (refusesBesideList(driver.name, found)) {
    return fails('EPERM', `RTNETLINK answers: VF ${vf.index} has a list of VLANs, and takes no port VLAN beside it`);
  }
  const kept = vlan === 0 && qos === 0 ? '802.1Q' : protocol;
  if (found.vlan === vlan && found.vlanQos === qos && found.vlanProtocol === kept) return UNCHANGED;
  const own = ownNetwork(vf);
  own.vlan = vlan;
  own.vlanQos = qos;
  own.vlanProtocol = kept;
  takeListOff(own);
  return support === null || tagged === null || priority === null ? assumed(driver, 'this vlan') : CHANGED;
}

function refusesBesideList(driver: string, { allowedVlans = ALL_VLANS }: VfNetworkFacts): boolean {
  return allowedVlans !== ALL_VLANS && vlanListOf(driver)?.withPortVlan === 'exclusive';
}

function takeListOff(own: MutableVfNetwork): void {
  if (own.allowedVlans !== undefined) own.allowedVlans = ALL_VLANS;
}

type RateSetting = VfSetting & { readonly name: 'rate' };

function setRate(request: Request, setting: RateSetting): OperationResult {
  const { vf, driver } = request;
  const { minTxMbps, maxTxMbps } = setting;
  const refusal = rateRefusal(request, setting);
  if (refusal !== null) return refused(refusal);
  const found = networkOf(vf);
  if (found.minTxRateMbps === minTxMbps && found.maxTxRateMbps === maxTxMbps) return UNCHANGED;
  const own = ownNetwork(vf);
  if (vf.pf.guaranteedMbps !== null) vf.pf.guaranteedMbps += minTxMbps - own.minTxRateMbps;
  own.minTxRateMbps = minTxMbps;
  own.maxTxRateMbps = maxTxMbps;
  const stepped = otherStep(driver, setting);
  if (stepped !== null) return changed(stepped);
  const min = supported(vf.pf, driver, 'minTxRate');
  return request.support === null || (minTxMbps > 0 && min === null) ? assumed(driver, 'this rate') : CHANGED;
}

/** A rate between two steps of the driver is set, and is another one; which one it is then said to be differs. */
function otherStep({ name, rateUnitMbps }: DriverBehaviour, { minTxMbps, maxTxMbps }: RateSetting): string | null {
  if (rateUnitMbps === null || [minTxMbps, maxTxMbps].every((rate) => rate % rateUnitMbps === 0)) return null;
  return `assumed: ${name} takes this rate, and sets another one: it counts in steps of ${rateUnitMbps} Mbit/s`;
}

function rateRefusal({ state, vf, driver, netdev }: Request, { minTxMbps, maxTxMbps }: RateSetting): string | null {
  if (minTxMbps > 0 && supported(vf.pf, driver, 'minTxRate') === false) return `${driver.name} takes no min_tx_rate`;
  if (driver.rateNeedsCarrier === true && carrierOf(state, netdev) === false) {
    return `${driver.name} takes no rate while ${netdev.facts.name} has no carrier`;
  }
  const { speedMbps } = netdev.facts;
  if (speedMbps === null) return null;
  const highest = Math.max(minTxMbps, maxTxMbps);
  if (highest > speedMbps) return `${highest} Mbit/s are more than the ${speedMbps} of the link`;
  const oversold = driver.guaranteesFitLink && minTxMbps > 0 && guaranteesOfOthers(vf) + minTxMbps > speedMbps;
  return oversold ? `guarantees add up to more than the ${speedMbps} Mbit/s of the link` : null;
}

/** Guarantees of all VFs of the PF but this one. */
function guaranteesOfOthers(vf: VfState): number {
  const { pf } = vf;
  if (pf.guaranteedMbps === null) {
    let sum = 0;
    for (const other of pf.vfs) sum += other?.network?.minTxRateMbps ?? 0;
    pf.guaranteedMbps = sum;
  }
  return pf.guaranteedMbps - (vf.network?.minTxRateMbps ?? 0);
}

function write<K extends 'mac' | FlagOrChoice>(
  { vf, driver, support }: Request,
  name: K,
  value: MutableVfNetwork[K],
): OperationResult {
  if (networkOf(vf)[name] === value) return UNCHANGED;
  ownNetwork(vf)[name] = value;
  return support === null ? assumed(driver, name) : CHANGED;
}

function supported(pf: PfState, driver: DriverBehaviour, attribute: VfAttributeName): boolean | null {
  return supports(driver, attribute, pf.eswitchMode === 'switchdev');
}

function refused(why: string): OperationResult {
  return fails('EINVAL', `RTNETLINK answers: ${why}`);
}
