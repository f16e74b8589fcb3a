import { isMulticastMac, parseMac } from '../model/mac';
import { unsafeLine } from '../model/text';
import { isKeptVlanList, isReceivedOnly } from '../model/vlan-list';
import type { DriverBindStep, Step, VfSetting, VmAttachStep, VmDetachStep } from '../plan/step';
import { pciAddress, UnsafeValue, wholeNumber as count } from './safe-values';

/**
 * Call of the shell function that carries out a step. Every value is checked, so that none needs quotes.
 *
 * @throws UnsafeValue for one that does not pass
 */
export function stepLine(step: Step): string {
  switch (step.kind) {
    case 'module-load':
      return `module ${kernelName(step.module)} ${step.module.replaceAll('-', '_')}`;
    case 'eswitch-mode':
      return `eswitch ${oneOf(['legacy', 'switchdev'], step.mode)}`;
    case 'drivers-autoprobe':
      return `autoprobe ${step.enabled ? 1 : 0}`;
    case 'num-vfs':
      return `vfs ${count(step.numVfs)}`;
    case 'pf-link':
      return `link ${step.up ? 'up' : 'down'}`;
    case 'pf-mtu':
      return `mtu ${count(step.mtu)}`;
    case 'wait-link':
      return `carrier ${count(step.timeoutSeconds)}`;
    case 'vf-setting':
      return `vf ${count(step.vf)} ${settingWords(step.setting)}`;
    case 'vf-vlans':
      return `vlans ${count(step.vf)} ${vlanList(step.allowed)}`;
    case 'vf-mtu':
      return `vfmtu ${count(step.vf)} ${count(step.mtu)}`;
    case 'vf-msix':
      return `msix ${count(step.vf)} ${count(step.vectors)}`;
    case 'nvme-resource':
      return `res ${controller(step)} ${oneOf(['vq', 'vi'], step.resource)} ${count(step.count)}`;
    case 'secondary-state':
      return `secondary ${controller(step)} ${step.online ? 'online' : 'offline'}`;
    case 'namespace-attach':
      return `ns ${controller(step)} ${count(step.nsid)} ${step.attached ? 'attach' : 'detach'}`;
    case 'driver-bind':
      return bindLine(step);
    default:
      return domainLine(step);
  }
}

/** MAC or VLAN that the plan does not manage. */
const AS_IT_IS = '-';

function domainLine(step: VmDetachStep | VmAttachStep): string {
  const words = `${count(step.vf)} ${pciAddress(step.address)} ${quoted(step.domain)}`;
  if (step.kind === 'vm-detach') return `vmdetach ${words}`;
  const mac = step.mac === undefined ? AS_IT_IS : unicastMac(step.mac);
  return `vmattach ${words} ${mac} ${step.vlan === undefined ? AS_IT_IS : vlanWords(step.vlan)}`;
}

function bindLine({ vf, address, driver }: DriverBindStep): string {
  const place = address === null ? ANY_ADDRESS : pciAddress(address);
  return `bind ${count(vf)} ${place} ${driver === null ? NO_DRIVER : kernelName(driver)}`;
}

function controller(step: { readonly vf: number; readonly controllerId: number }): string {
  return `${count(step.vf)} ${count(step.controllerId)}`;
}

/** Setting and values in the words of `ip link`, where it has one word for them. */
function settingWords(setting: VfSetting): string {
  switch (setting.name) {
    case 'mac':
      return `mac ${unicastMac(setting.mac)}`;
    case 'vlan':
      return `vlan ${vlanWords(setting)}`;
    case 'spoofCheck':
      return `spoofchk ${onOff(setting.on)}`;
    case 'trust':
      return `trust ${onOff(setting.on)}`;
    case 'queryRss':
      return `query_rss ${onOff(setting.on)}`;
    case 'linkState':
      return `state ${oneOf(['auto', 'enable', 'disable'], setting.state)}`;
    case 'rate':
      return `rate ${count(setting.minTxMbps)} ${count(setting.maxTxMbps)}`;
  }
}

function vlanWords({ vlan, qos, protocol }: Required<VmAttachStep>['vlan']): string {
  const tagged = vlan !== 0 || qos !== 0;
  // Without a tag there is no protocol to report or to set.
  return `${count(vlan)} ${count(qos)} ${tagged ? oneOf(['802.1Q', '802.1ad'], protocol) : '802.1Q'}`;
}

function onOff(on: boolean): string {
  return on ? 'on' : 'off';
}

/** Kernel driver and module names; no slash, so that none leaves its folder in sysfs. */
const KERNEL_NAME = /^[A-Za-z0-9_][A-Za-z0-9_-]{0,63}$/;

/** Word of the script for no driver. */
/** The VF is where its link says: no inventory told the address beforehand. */
const ANY_ADDRESS = '-';

const NO_DRIVER = 'none';

function kernelName(value: string): string {
  if (KERNEL_NAME.test(value) && value !== NO_DRIVER) return value;
  throw new UnsafeValue(value, 'name of a kernel driver');
}

function unicastMac(value: string): string {
  if (parseMac(value) === value && !isMulticastMac(value)) return value;
  throw new UnsafeValue(value, 'unicast MAC address');
}

/** As a list is written, or was read on a host. The shell counts on its order. */
function vlanList(value: string): string {
  if (isKeptVlanList(value)) return isReceivedOnly(value) ? `'${value}'` : value;
  throw new UnsafeValue(value, 'list of VLANs');
}

function oneOf(words: readonly string[], value: string): string {
  if (words.includes(value)) return value;
  throw new UnsafeValue(value, `one of ${words.join(', ')}`);
}

/** Names of domains are free text: quoted whole, whatever stands in them. */
function quoted(value: string): string {
  if (value === '' || unsafeLine(value) !== null) throw new UnsafeValue(value, 'name of a libvirt domain');
  return `'${value.replaceAll("'", `'\\''`)}'`;
}
