import { isMulticastMac, parseMac } from '../model/mac';
import { unsafeLine } from '../model/text';
import { VF_SETTINGS } from '../model/vf-settings';
import { isKeptVlanList, isReceivedOnly } from '../model/vlan-list';
import type { DriverBindStep, Step, StepKind, StepOf, VfSetting, VmAttachStep, VmDetachStep } from '../plan/step';
import { pciAddress, UnsafeValue, wholeNumber as count } from './safe-values';

/** Call of the shell function that carries out a step, for each kind. */
const LINES: { readonly [K in StepKind]: (step: StepOf<K>) => string } = {
  'module-load': ({ module }) => `module ${kernelName(module)} ${module.replaceAll('-', '_')}`,
  'eswitch-mode': ({ mode }) => `eswitch ${oneOf(['legacy', 'switchdev'], mode)}`,
  'drivers-autoprobe': ({ enabled }) => `autoprobe ${enabled ? 1 : 0}`,
  'num-vfs': ({ numVfs }) => `vfs ${count(numVfs)}`,
  'pf-link': ({ up }) => `link ${up ? 'up' : 'down'}`,
  'pf-mtu': ({ mtu }) => `mtu ${count(mtu)}`,
  'wait-link': ({ timeoutSeconds }) => `carrier ${count(timeoutSeconds)}`,
  'vf-setting': ({ vf, setting }) => `vf ${count(vf)} ${settingWords(setting)}`,
  'vf-vlans': ({ vf, allowed }) => `vlans ${count(vf)} ${vlanList(allowed)}`,
  'vf-mtu': ({ vf, mtu }) => `vfmtu ${count(vf)} ${count(mtu)}`,
  'vf-msix': ({ vf, vectors }) => `msix ${count(vf)} ${count(vectors)}`,
  'nvme-resource': (step) => `res ${controller(step)} ${oneOf(['vq', 'vi'], step.resource)} ${count(step.count)}`,
  'secondary-state': (step) => `secondary ${controller(step)} ${step.online ? 'online' : 'offline'}`,
  'namespace-attach': (step) => `ns ${controller(step)} ${count(step.nsid)} ${step.attached ? 'attach' : 'detach'}`,
  'driver-bind': bindLine,
  'vm-detach': (step) => `vmdetach ${domainWords(step)}`,
  'vm-attach': (step) => `vmattach ${domainWords(step)} ${managedWords(step)}`,
};

/**
 * The line of a step. Every value is checked, so that none needs quotes.
 *
 * @throws UnsafeValue for one that does not pass
 */
export function stepLine(step: Step): string {
  return (LINES[step.kind] as (step: Step) => string)(step);
}

/** MAC or VLAN that the plan does not manage. */
const AS_IT_IS = '-';

function domainWords({ vf, address, domain }: VmDetachStep | VmAttachStep): string {
  return `${count(vf)} ${pciAddress(address)} ${quoted(domain)}`;
}

function managedWords({ mac, vlan }: VmAttachStep): string {
  return `${mac === undefined ? AS_IT_IS : unicastMac(mac)} ${vlan === undefined ? AS_IT_IS : vlanWords(vlan)}`;
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
  if ('on' in setting) return `${VF_SETTINGS[setting.name].ip} ${setting.on ? 'on' : 'off'}`;
  if ('state' in setting) {
    const { ip, value } = VF_SETTINGS[setting.name];
    return `${ip} ${oneOf(value, setting.state)}`;
  }
  switch (setting.name) {
    case 'mac':
      return `mac ${unicastMac(setting.mac)}`;
    case 'vlan':
      return `vlan ${vlanWords(setting)}`;
    case 'rate':
      return `rate ${count(setting.minTxMbps)} ${count(setting.maxTxMbps)}`;
  }
}

function vlanWords({ vlan, qos, protocol }: Required<VmAttachStep>['vlan']): string {
  const tagged = vlan !== 0 || qos !== 0;
  // Without a tag there is no protocol to report or to set.
  return `${count(vlan)} ${count(qos)} ${tagged ? oneOf(VF_SETTINGS.vlanProtocol.value, protocol) : '802.1Q'}`;
}

/** Kernel driver and module names; no slash, so that none leaves its folder in sysfs. */
const KERNEL_NAME = /^[A-Za-z0-9_][A-Za-z0-9_-]{0,63}$/;

/** The VF is where its link says: no inventory told the address beforehand. */
const ANY_ADDRESS = '-';

/** Word of the script for no driver. */
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
