import { conditionWords, type OperationAnswer, type OperationValue } from '../../catalog/operations';
import { vlanListOf } from '../../catalog/vlan-lists';
import type { DriverBehaviour } from '../../catalog/behaviour';
import type { VfNetworkFacts } from '../../inventory/inventory';
import { isMulticastMac } from '../../model/mac';
import type { MacAddress, VfIndex } from '../../model/units';
import type { FlagOrChoice, GuidName } from '../../model/vf-settings';
import { ALL_VLANS } from '../../model/vlan-list';
import type { VfSetting } from '../../plan/step';
import { attributeOf } from '../../plan/vf-settings';
import { asked, assumed, type DriverRequest, MAX_KERNEL_VLAN, refusalOf } from './drivers';
import { noNetdev } from './netdev';
import { CHANGED, changed, fails, failsWithoutErrno, type OperationResult, UNCHANGED, unchanged } from './result';
import type { KernelState, MutableVfNetwork, PfState, VfState } from './state';
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
  const driver = { state, pf, driver: behaviour, netdev };
  const attribute = attributeOf(setting.name);
  const answer = setting.name === 'rate' ? rateAnswer(driver, setting) : asked(driver, attribute, valueOf(setting));
  // The kernel asks the driver before the driver looks for the VF.
  if (answer.is === 'refused' && (answer.errno === 'EOPNOTSUPP' || answer.by.when?.pfUp === false)) {
    return refusalOf(behaviour, attribute, answer) ?? UNCHANGED;
  }
  const vf = pf.vfs[index];
  if (vf === undefined) return refused(`${netdev.facts.name} has no VF ${index}`);
  return applySetting({ state, pf, driver: behaviour, netdev, vf }, setting, answer);
}

/** A VF whose PF's driver is asked. */
interface Request extends DriverRequest {
  readonly vf: VfState;
}

/** A rate is one request for two attributes: what it is without the limit is for the guarantee to say. */
function rateAnswer(driver: DriverRequest, { minTxMbps, maxTxMbps }: RateSetting): OperationAnswer {
  return maxTxMbps === 0 && minTxMbps > 0
    ? asked(driver, 'minTxRate', minTxMbps, { guaranteedMbps: 0, maxTxMbps })
    : asked(driver, 'maxTxRate', maxTxMbps);
}

function valueOf(setting: Exclude<VfSetting, RateSetting>): OperationValue {
  if ('on' in setting) return setting.on;
  if ('state' in setting) return setting.state;
  if ('guid' in setting) return setting.guid;
  return setting.name === 'mac' ? setting.mac : setting.vlan;
}

/** What becomes of the VF, as the driver has answered. */
function applySetting(request: Request, setting: VfSetting, answer: OperationAnswer): OperationResult {
  if ('on' in setting) return write(request, setting.name, setting.on, answer);
  if ('state' in setting) return write(request, setting.name, setting.state, answer);
  if ('guid' in setting) return write(request, setting.name, setting.guid, answer);
  switch (setting.name) {
    case 'mac':
      return setMac(request, setting.mac, answer);
    case 'vlan':
      return setVlan(request, setting, answer);
    case 'rate':
      return setRate(request, setting);
  }
}

function setMac(request: Request, mac: MacAddress, answer: OperationAnswer): OperationResult {
  // Drivers that do not refuse the address of zeros take it to remove the administrative MAC (measured on igb).
  return isMulticastMac(mac) ? refused(`${mac} is a multicast address`) : write(request, 'mac', mac, answer);
}

type VlanSetting = VfSetting & { readonly name: 'vlan' };

/**
 * igb checks the numbers before the protocol (measured: EINVAL, then EPROTONOSUPPORT). A protocol goes to the driver without a
 * VLAN too (`do_setvfinfo`), and what is reported of it is the driver's affair (as it came: measured on netdevsim).
 */
function setVlan(request: Request, { vlan, qos, protocol }: VlanSetting, inRange: OperationAnswer): OperationResult {
  const { vf, driver } = request;
  const outOfRange = refusalOf(driver, 'VLAN', inRange);
  if (outOfRange !== null) return outOfRange;
  if (qos > 7 || qos < 0) return refused(`qos ${qos} is none of 0 to 7`);
  const parts = [inRange];
  if (protocol === '802.1ad') parts.push(asked(request, 'vlanProto8021ad', true));
  const priority = qos > 0 ? asked(request, 'vlanQos', qos) : null;
  if (priority !== null) parts.push(priority);
  for (const part of parts) {
    const refusal = refusalOf(driver, `VLAN ${vlan} qos ${qos} proto ${protocol}`, part);
    if (refusal !== null) return refusal;
  }
  const found = networkOf(vf);
  if (refusesBesideList(driver.name, found)) {
    return fails('EPERM', `RTNETLINK answers: VF ${vf.index} has a list of VLANs, and takes no port VLAN beside it`);
  }
  const ignored = parts.find((part) => part !== priority && part.is === 'ignored');
  if (ignored !== undefined) return nothingComesOf(driver, 'this vlan', ignored);
  // Drivers that make nothing of it pass the VLAN on without (qede_set_vf_vlan).
  const taken = priority?.is === 'ignored' ? 0 : qos;
  const shown = shownProtocol(driver, vlan !== 0 || taken !== 0, protocol);
  if (found.vlan === vlan && found.vlanQos === taken && found.vlanProtocol === shown) return UNCHANGED;
  const own = ownNetwork(vf);
  own.vlan = vlan;
  own.vlanQos = taken;
  own.vlanProtocol = shown;
  takeListOff(own);
  return takenBy(driver, 'this vlan', parts);
}

/** What a driver does not say of it `rtnetlink` does (`rtnl_fill_vfinfo`). */
function shownProtocol({ showsVlanProtocol }: DriverBehaviour, isOn: boolean, set: VlanSetting['protocol']) {
  return showsVlanProtocol === 'always' || (showsVlanProtocol === 'with-vlan' && isOn) ? set : '802.1Q';
}

function refusesBesideList(driver: string, { allowedVlans = ALL_VLANS }: VfNetworkFacts): boolean {
  return allowedVlans !== ALL_VLANS && vlanListOf(driver)?.withPortVlan === 'exclusive';
}

function takeListOff(own: MutableVfNetwork): void {
  if (own.allowedVlans !== undefined) own.allowedVlans = ALL_VLANS;
}

type RateSetting = VfSetting & { readonly name: 'rate' };

function setRate(request: Request, { minTxMbps, maxTxMbps }: RateSetting): OperationResult {
  const { vf, driver } = request;
  const max = asked(request, 'maxTxRate', maxTxMbps);
  const min = asked(request, 'minTxRate', minTxMbps, {
    guaranteedMbps: guaranteesOfOthers(vf) + minTxMbps,
    maxTxMbps,
  });
  const parts: OperationAnswer[] = [];
  if (maxTxMbps > 0 || minTxMbps === 0) parts.push(max);
  if (minTxMbps > 0) parts.push(min);
  for (const part of parts) {
    const refusal = refusalOf(driver, `rate of min ${minTxMbps} max ${maxTxMbps} Mbit/s`, part);
    if (refusal !== null) return refusal;
  }
  const found = networkOf(vf);
  if (found.minTxRateMbps === minTxMbps && found.maxTxRateMbps === maxTxMbps) return UNCHANGED;
  // Each for itself: drivers that leave a 0 out, or the guarantee, set the other one.
  const minAfter = min.is === 'ignored' ? found.minTxRateMbps : minTxMbps;
  const maxAfter = max.is === 'ignored' ? found.maxTxRateMbps : maxTxMbps;
  if (found.minTxRateMbps === minAfter && found.maxTxRateMbps === maxAfter) {
    return nothingComesOf(driver, 'this rate', [min, max].find(({ is }) => is === 'ignored') ?? max);
  }
  const own = ownNetwork(vf);
  if (vf.pf.guaranteedMbps !== null) vf.pf.guaranteedMbps += minAfter - own.minTxRateMbps;
  own.minTxRateMbps = minAfter;
  own.maxTxRateMbps = maxAfter;
  return takenBy(driver, 'this rate', parts);
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

function write<K extends 'mac' | GuidName | FlagOrChoice>(
  request: Request,
  name: K,
  value: NonNullable<MutableVfNetwork[K]>,
  answer: OperationAnswer,
): OperationResult {
  const { vf, driver } = request;
  const refusal = refusalOf(driver, `${name} ${value}`, answer);
  if (refusal !== null) return refusal;
  if (networkOf(vf)[name] === value) return UNCHANGED;
  if (answer.is === 'ignored') return nothingComesOf(driver, name, answer);
  const shown = answer.is === 'taken' ? answer.by.reports : undefined;
  if (shown !== undefined && shown !== value) {
    ownNetwork(vf)[name] = shown as MutableVfNetwork[K];
    return changed(
      `${driver.name} takes ${name} ${String(value)}, and reports ${shown === null ? 'nothing of it' : String(shown)}`,
    );
  }
  ownNetwork(vf)[name] = value;
  return takenBy(driver, name, [answer]);
}

/** A rate between two steps of the driver is set, and is another one; which one it is then said to be differs. */
function takenBy(driver: DriverBehaviour, what: string, parts: readonly OperationAnswer[]): OperationResult {
  const unknown = parts.find(({ is }) => is === 'unknown');
  if (unknown !== undefined) return assumed(driver, what, unknown);
  for (const part of parts) {
    if (part.is !== 'rounded') continue;
    return changed(
      `assumed: ${driver.name} takes ${what}, and sets another one: it counts in steps of ${part.unitMbps} Mbit/s`,
    );
  }
  return CHANGED;
}

/** No error, and the VF is as it was: only what is read back tells. */
function nothingComesOf({ name }: DriverBehaviour, what: string, answer: OperationAnswer): OperationResult {
  const where = answer.is === 'ignored' ? conditionWords(answer.by.when) : '';
  return unchanged(`${name} takes ${what} without an error${where === '' ? '' : ` ${where}`}, and nothing changes`);
}

function refused(why: string): OperationResult {
  return fails('EINVAL', `RTNETLINK answers: ${why}`);
}
