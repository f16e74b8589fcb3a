import type { VlanProtocol } from '../../../lib/model/settings';
import { VF_SETTINGS } from '../../../lib/model/vf-settings';
import type { VfSetting } from '../../../lib/plan/step';
import type { KernelOperation } from '../../../lib/simulate/kernel/operation';
import type { Request } from './session';

const DEVICES = '/sys/bus/pci/devices';
const DRIVERS = '/sys/bus/pci/drivers';

/** An operation in the words of the agent. */
export function requestOf(operation: KernelOperation): Request {
  switch (operation.do) {
    case 'write-numvfs':
      return write(`${DEVICES}/${operation.pf}/sriov_numvfs`, operation.text);
    case 'write-autoprobe':
      return write(`${DEVICES}/${operation.pf}/sriov_drivers_autoprobe`, operation.text);
    case 'write-msix-count':
      return write(`${DEVICES}/${operation.pf}/virtfn${operation.vf}/sriov_vf_msix_count`, String(operation.vectors));
    case 'write-driver-override':
      return write(`${DEVICES}/${operation.address}/driver_override`, operation.text);
    case 'bind':
    case 'unbind':
      return write(`${DRIVERS}/${operation.driver}/${operation.do}`, operation.address);
    case 'drivers-probe':
      return write('/sys/bus/pci/drivers_probe', operation.address);
    case 'reset':
      return write(`${DEVICES}/${operation.pf}/reset`, '1');
    case 'modprobe':
      return ['run', 'modprobe', operation.module];
    case 'eswitch-mode':
      return ['run', 'devlink', 'dev', 'eswitch', 'set', `pci/${operation.pf}`, 'mode', operation.mode];
    case 'rate-node-add':
    case 'rate-node-del': {
      const verb = operation.do === 'rate-node-add' ? 'add' : 'del';
      return ['run', 'devlink', 'port', 'function', 'rate', verb, `pci/${operation.pf}/${operation.node}`];
    }
    default:
      return requestOfTool(operation);
  }
}

type ToolOperation = Extract<
  KernelOperation,
  {
    readonly do: 'ip-link' | 'ip-link-mtu' | 'ip-link-vf' | 'wait-carrier' | 'virt-mgmt' | 'attach-ns' | 'detach-ns';
  }
>;

function requestOfTool(operation: ToolOperation): Request {
  const { pf } = operation;
  switch (operation.do) {
    case 'ip-link':
      return ['ip', pf, operation.up ? 'up' : 'down'];
    case 'ip-link-mtu':
      return ['ip', pf, 'mtu', String(operation.mtu)];
    case 'ip-link-vf':
      return ['ip', pf, 'vf', String(operation.vf), ...wordsOf(operation.setting)];
    case 'wait-carrier':
      return ['carrier', pf, String(operation.timeoutSeconds)];
    case 'virt-mgmt': {
      const { controllerId, action, resource = 0, count = 0 } = operation;
      return ['virt-mgmt', pf, ...[controllerId, action, resource, count].map(String)];
    }
    default:
      return [operation.do, pf, String(operation.nsid), String(operation.controllerId)];
  }
}

function wordsOf(setting: VfSetting): readonly string[] {
  if ('on' in setting) return [VF_SETTINGS[setting.name].ip, setting.on ? 'on' : 'off'];
  if ('state' in setting) return [VF_SETTINGS[setting.name].ip, setting.state];
  if ('guid' in setting) return [VF_SETTINGS[setting.name].ip, setting.guid];
  switch (setting.name) {
    case 'mac':
      return ['mac', setting.mac];
    case 'vlan':
      return ['vlan', String(setting.vlan), 'qos', String(setting.qos), ...protocolOf(setting.protocol)];
    case 'rate':
      return ['max_tx_rate', String(setting.maxTxMbps), 'min_tx_rate', String(setting.minTxMbps)];
  }
}

/** 802.1Q is what goes without saying. */
function protocolOf(protocol: VlanProtocol): readonly string[] {
  return protocol === '802.1Q' ? [] : ['proto', protocol];
}

/** Everything but plain letters as octal escapes: a bar or a line feed would end the word. */
function write(path: string, text: string): Request {
  const escaped = [...Buffer.from(text)].map((byte) => {
    const character = String.fromCharCode(byte);
    return /[\w.:-]/.test(character) ? character : `\\0${byte.toString(8).padStart(3, '0')}`;
  });
  return ['write', path, escaped.join('')];
}
