import { namesNothing, parseGuid } from '../model/guid';
import { isMulticastMac, parseMac } from '../model/mac';
import { unsafeLine } from '../model/text';
import { parseQatServices } from '../model/qat-services';
import { GPU_SETTINGS, VF_SETTINGS } from '../model/vf-settings';
import { isKeptVlanList, isReceivedOnly } from '../model/vlan-list';
import type { DriverBindStep, Step, StepKind, StepOf, VfSetting, VmAttachStep, VmDetachStep } from '../plan/step';
import { type VfSettingName, writtenVlan } from '../plan/vf-settings';
import { NAMESPACE, NVME, NVME_RESOURCE, SECONDARY_STATE } from './nvme.sh.generated';
import {
  AUTOPROBE,
  CARRIER,
  ESWITCH,
  IPLINK,
  MODULE,
  NETDEV,
  PF_LINK,
  PF_MTU,
  PUT_VFS,
  SET_VFS,
} from './pf.sh.generated';
import { QAT_SERVICES } from './qat-services';
import { pciAddress, UnsafeValue, wholeNumber as count } from './safe-values';
import { VF_SETTING } from './vf-setting';
import { DRIVER_BIND, MIGRATABLE, MSIX, QUOTA, VF_ADDRESS, VF_MTU } from './vf.sh.generated';
import { VF_VLANS } from './vlans';
import { VM } from './vm.sh.generated';

interface StepShell<S> {
  /** Call of the function that carries the step out, with values that need no quotes: each is checked. */
  readonly call: (step: S) => string;
  /** Shell functions that it needs, in scripts and in runs. */
  readonly parts: readonly string[];
  /** Settings of the VF that it writes by `ip link`, which a driver may refuse for a moment. Absent: none. */
  readonly settings?: (step: S) => readonly VfSettingName[];
}

const QUOTA_FILES = GPU_SETTINGS.map((name) => VF_SETTINGS[name].quotaFile);

/** What goes through the netdev of the PF. */
const THROUGH_PF = [NETDEV, IPLINK];

const SHELL: { readonly [K in StepKind]: StepShell<StepOf<K>> } = {
  'module-load': {
    call: ({ module }) => `module ${kernelName(module)} ${module.replaceAll('-', '_')}`,
    parts: [MODULE],
  },
  'eswitch-mode': {
    call: ({ mode }) => `eswitch ${oneOf(['legacy', 'switchdev'], mode)}`,
    parts: [ESWITCH],
  },
  'drivers-autoprobe': {
    call: ({ enabled }) => `autoprobe ${enabled ? 1 : 0}`,
    parts: [AUTOPROBE],
  },
  'num-vfs': {
    call: ({ numVfs }) => `vfs ${count(numVfs)}`,
    parts: [PUT_VFS, SET_VFS],
  },
  'qat-services': {
    call: ({ services }) => `services '${qatServices(services)}'`,
    parts: [QAT_SERVICES],
  },
  'pf-link': {
    call: ({ up }) => `link ${up ? 'up' : 'down'}`,
    parts: [...THROUGH_PF, PF_LINK],
  },
  'pf-mtu': {
    call: ({ mtu }) => `mtu ${count(mtu)}`,
    parts: [...THROUGH_PF, PF_MTU],
  },
  'wait-link': {
    call: ({ timeoutSeconds }) => `carrier ${count(timeoutSeconds)}`,
    parts: [...THROUGH_PF, CARRIER],
  },
  'vf-setting': {
    call: ({ vf, setting }) => `vf ${count(vf)} ${settingWords(setting)}`,
    parts: [...THROUGH_PF, VF_SETTING],
    settings: ({ setting }) => [setting.name],
  },
  'vf-vlans': {
    call: ({ vf, allowed }) => `vlans ${count(vf)} ${vlanList(allowed)}`,
    parts: [...THROUGH_PF, VF_SETTING, VF_VLANS],
  },
  'vf-mtu': {
    call: ({ vf, mtu }) => `vfmtu ${count(vf)} ${count(mtu)}`,
    parts: [...THROUGH_PF, VF_ADDRESS, VF_MTU],
  },
  'vf-msix': {
    call: ({ vf, vectors, written }) =>
      `msix ${count(vf)} ${count(vectors)}${written === undefined ? '' : ` ${count(written)}`}`,
    parts: [VF_ADDRESS, MSIX],
  },
  'vf-migratable': {
    call: ({ vf, enabled }) => `migratable ${count(vf)} ${enabled ? 'enable' : 'disable'}`,
    parts: [VF_ADDRESS, MIGRATABLE],
  },
  'vf-quota': {
    call: ({ vf, quota, value }) =>
      `quota ${count(vf)} ${oneOf(QUOTA_FILES, VF_SETTINGS[quota].quotaFile)} ${count(value)}`,
    parts: [VF_ADDRESS, QUOTA],
  },
  'nvme-resource': {
    call: (step) => `res ${controller(step)} ${oneOf(['vq', 'vi'], step.resource)} ${count(step.count)}`,
    parts: [NVME, NVME_RESOURCE],
  },
  'secondary-state': {
    call: (step) => `secondary ${controller(step)} ${step.online ? 'online' : 'offline'}`,
    parts: [NVME, SECONDARY_STATE],
  },
  'namespace-attach': {
    call: (step) => `ns ${controller(step)} ${count(step.nsid)} ${step.attached ? 'attach' : 'detach'}`,
    parts: [NVME, NAMESPACE],
  },
  'driver-bind': {
    call: bindCall,
    parts: [VF_ADDRESS, DRIVER_BIND],
  },
  'vm-detach': {
    call: (step) => `vmdetach ${domainWords(step)}`,
    parts: [VM],
  },
  'vm-attach': {
    call: (step) => `vmattach ${domainWords(step)} ${managedWords(step)}`,
    parts: [...THROUGH_PF, VF_SETTING, VM],
    settings: ({ vlan }) => (vlan === undefined ? [] : ['vlan']),
  },
};

/** Settings of a VF that a step writes by `ip link`. */
export function settingsOf(step: Step): readonly VfSettingName[] {
  return (SHELL[step.kind].settings as ((step: Step) => readonly VfSettingName[]) | undefined)?.(step) ?? [];
}

const KINDS = Object.keys(SHELL) as StepKind[];

/**
 * The line of a step.
 *
 * @throws UnsafeValue for a value that must not stand in a script
 */
export function stepLine(step: Step): string {
  return (SHELL[step.kind].call as (step: Step) => string)(step);
}

/** Shell functions for kinds of steps; in one order, so that the same kinds give the same text. */
export function partsFor(kinds: ReadonlySet<StepKind>): ReadonlySet<string> {
  return new Set(KINDS.filter((kind) => kinds.has(kind)).flatMap((kind) => SHELL[kind].parts));
}

/** MAC or VLAN that the plan does not manage. */
const AS_IT_IS = '-';

function domainWords({ vf, address, domain }: VmDetachStep | VmAttachStep): string {
  return `${count(vf)} ${pciAddress(address)} ${quoted(domain)}`;
}

function managedWords({ mac, vlan }: VmAttachStep): string {
  return `${mac === undefined ? AS_IT_IS : unicastMac(mac)} ${vlan === undefined ? AS_IT_IS : vlanWords(vlan)}`;
}

function bindCall({ vf, address, driver }: DriverBindStep): string {
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
  if ('guid' in setting) return `${VF_SETTINGS[setting.name].ip} ${usableGuid(setting.guid)}`;
  switch (setting.name) {
    case 'mac':
      return `mac ${unicastMac(setting.mac)}`;
    case 'vlan':
      return `vlan ${vlanWords(setting)}`;
    case 'rate':
      return `rate ${count(setting.minTxMbps)} ${count(setting.maxTxMbps)}`;
  }
}

function vlanWords(wanted: Required<VmAttachStep>['vlan']): string {
  const { vlan, qos, protocol } = writtenVlan(wanted);
  return `${count(vlan)} ${count(qos)} ${oneOf(VF_SETTINGS.vlanProtocol.value, protocol)}`;
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

/** In the order that the shell compares in. */
function qatServices(value: string): string {
  if (parseQatServices(value) === value) return value;
  throw new UnsafeValue(value, 'list of services of a QAT');
}

function usableGuid(value: string): string {
  if (parseGuid(value) === value && !namesNothing(value)) return value;
  throw new UnsafeValue(value, 'GUID');
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
