import { InputError } from '../../model/errors';
import { isMulticastMac, parseMac } from '../../model/mac';
import { normalizePciAddress } from '../../model/pci';
import type { Step, VfSetting } from '../../plan/step';

/** Call of the shell function that carries out a step. Every value is checked, so that none needs quotes. */
export function stepLine(step: Step, where: string): string {
  const check = checksOf(where);
  switch (step.kind) {
    case 'module-load':
      return `module ${check.name(step.module)} ${step.module.replaceAll('-', '_')}`;
    case 'eswitch-mode':
      return `eswitch ${check.word(step.mode, ['legacy', 'switchdev'])}`;
    case 'drivers-autoprobe':
      return `autoprobe ${step.enabled ? 1 : 0}`;
    case 'num-vfs':
      return `vfs ${check.count(step.numVfs)}`;
    case 'pf-link':
      return `link ${step.up ? 'up' : 'down'}`;
    case 'pf-mtu':
      return `mtu ${check.count(step.mtu)}`;
    case 'wait-link':
      return `carrier ${check.count(step.timeoutSeconds)}`;
    case 'vf-setting':
      return `vf ${check.count(step.vf)} ${settingWords(step.setting, check)}`;
    case 'vf-mtu':
      return `vfmtu ${check.count(step.vf)} ${check.count(step.mtu)}`;
    case 'vf-msix':
      return `msix ${check.count(step.vf)} ${check.count(step.vectors)}`;
    case 'nvme-resource':
      return `res ${controller(step, check)} ${check.word(step.resource, ['vq', 'vi'])} ${check.count(step.count)}`;
    case 'secondary-state':
      return `secondary ${controller(step, check)} ${step.online ? 'online' : 'offline'}`;
    case 'namespace-attach':
      return `ns ${controller(step, check)} ${check.count(step.nsid)} ${step.attached ? 'attach' : 'detach'}`;
    case 'driver-bind': {
      const driver = step.driver === null ? 'none' : check.name(step.driver);
      return `bind ${check.count(step.vf)} ${check.address(step.address)} ${driver}`;
    }
  }
}

function controller(step: { readonly vf: number; readonly controllerId: number }, check: Checks): string {
  return `${check.count(step.vf)} ${check.count(step.controllerId)}`;
}

/** Setting and values in the words of `ip link`, where it has one word for them. */
function settingWords(setting: VfSetting, check: Checks): string {
  switch (setting.name) {
    case 'mac':
      return `mac ${check.mac(setting.mac)}`;
    case 'vlan': {
      const tagged = setting.vlan !== 0 || setting.qos !== 0;
      // Without a tag there is no protocol to report or to set.
      const protocol = tagged ? check.word(setting.protocol, ['802.1Q', '802.1ad']) : '802.1Q';
      return `vlan ${check.count(setting.vlan)} ${check.count(setting.qos)} ${protocol}`;
    }
    case 'spoofCheck':
      return `spoofchk ${onOff(setting.on)}`;
    case 'trust':
      return `trust ${onOff(setting.on)}`;
    case 'queryRss':
      return `query_rss ${onOff(setting.on)}`;
    case 'linkState':
      return `state ${check.word(setting.state, ['auto', 'enable', 'disable'])}`;
    case 'rate':
      return `rate ${check.count(setting.minTxMbps)} ${check.count(setting.maxTxMbps)}`;
  }
}

function onOff(on: boolean): string {
  return on ? 'on' : 'off';
}

type Checks = ReturnType<typeof checksOf>;

/** Kernel driver and module names; no slash, so that none leaves its folder in sysfs. */
const KERNEL_NAME = /^[A-Za-z0-9_][A-Za-z0-9_-]{0,63}$/;

/** Checks that give the value back as text, and stop on one that must not stand in a script. */
function checksOf(where: string) {
  const stop = (value: unknown, what: string): never => {
    throw new InputError(where, `${JSON.stringify(value)} is no ${what}`, 'Correct the plan, or make it anew');
  };
  return {
    count: (value: number) => (Number.isSafeInteger(value) && value >= 0 ? String(value) : stop(value, 'whole number')),
    name: (value: string) =>
      KERNEL_NAME.test(value) && value !== 'none' ? value : stop(value, 'name of a kernel driver'),
    address: (value: string) => (normalizePciAddress(value) === value ? value : stop(value, 'PCI address')),
    mac: (value: string) =>
      parseMac(value) === value && !isMulticastMac(value) ? value : stop(value, 'unicast MAC address'),
    word: (value: string, words: readonly string[]) =>
      words.includes(value) ? value : stop(value, `one of ${words.join(', ')}`),
  };
}
