import type { PciAddress, VfIndex } from '../../model/units';
import type { VfSetting } from '../../plan/step';
import { loadModule } from './binding';
import { bind, driversProbe, unbind, writeDriverOverride } from './driver-files';
import { setEswitchMode } from './eswitch';
import { setLink, setMtu, waitForCarrier } from './netdev';
import { attachNamespace } from './namespaces';
import { addRateNode, removeRateNode } from './rate-nodes';
import { resetController, type VirtMgmtCommand, virtMgmt } from './nvme';
import { fails, type OperationResult } from './result';
import { setMsixCount, writeAutoprobe, writeNumVfs } from './sriov';
import type { KernelState, PfState } from './state';
import { setVfAttribute } from './vf-attributes';

/**
 * One thing that a program can do to the host: a write to a file, a netlink request, an NVMe command. Steps of a plan
 * are made of these; conformance cases use them directly, values that no plan holds included.
 */
export type KernelOperation =
  | {
      readonly do: 'write-numvfs';
      readonly pf: PciAddress;
      readonly text: string;
    }
  | {
      readonly do: 'write-autoprobe';
      readonly pf: PciAddress;
      readonly text: string;
    }
  | {
      readonly do: 'write-msix-count';
      readonly pf: PciAddress;
      readonly vf: VfIndex;
      readonly vectors: number;
    }
  | { readonly do: 'modprobe'; readonly module: string }
  | {
      readonly do: 'write-driver-override';
      readonly address: PciAddress;
      readonly text: string;
    }
  | {
      readonly do: 'bind' | 'unbind';
      readonly driver: string;
      readonly address: PciAddress;
    }
  | { readonly do: 'drivers-probe'; readonly address: PciAddress }
  | { readonly do: 'ip-link'; readonly pf: PciAddress; readonly up: boolean }
  | {
      readonly do: 'ip-link-mtu';
      readonly pf: PciAddress;
      readonly mtu: number;
    }
  | {
      readonly do: 'ip-link-vf';
      readonly pf: PciAddress;
      readonly vf: VfIndex;
      readonly setting: VfSetting;
    }
  | {
      readonly do: 'wait-carrier';
      readonly pf: PciAddress;
      readonly timeoutSeconds: number;
    }
  | {
      readonly do: 'eswitch-mode';
      readonly pf: PciAddress;
      readonly mode: 'legacy' | 'switchdev';
    }
  | {
      readonly do: 'rate-node-add' | 'rate-node-del';
      readonly pf: PciAddress;
      /** Name that it is given. */
      readonly node: string;
    }
  | ({ readonly do: 'virt-mgmt'; readonly pf: PciAddress } & VirtMgmtCommand)
  | {
      readonly do: 'attach-ns' | 'detach-ns';
      readonly pf: PciAddress;
      readonly nsid: number;
      readonly controllerId: number;
    }
  | { readonly do: 'reset'; readonly pf: PciAddress };

type PfOperation = Extract<KernelOperation, { readonly pf: PciAddress }>;
type OtherOperation = Exclude<KernelOperation, PfOperation>;

export function operate(state: KernelState, operation: KernelOperation): OperationResult {
  return 'pf' in operation ? operateOnPf(state, operation) : operateElsewhere(state, operation);
}

function operateElsewhere(state: KernelState, operation: OtherOperation): OperationResult {
  switch (operation.do) {
    case 'modprobe':
      return loadModule(state, operation.module);
    case 'write-driver-override':
      return writeDriverOverride(state, operation.address, operation.text);
    case 'bind':
      return bind(state, operation.driver, operation.address);
    case 'unbind':
      return unbind(state, operation.driver, operation.address);
    case 'drivers-probe':
      return driversProbe(state, operation.address);
  }
}

function operateOnPf(state: KernelState, operation: PfOperation): OperationResult {
  const pf = state.pfs.get(operation.pf);
  if (pf === undefined) return fails('ENOENT', `no PF ${operation.pf}`);
  switch (operation.do) {
    case 'write-numvfs':
      return writeNumVfs(state, pf, operation.text);
    case 'write-autoprobe':
      return writeAutoprobe(pf, operation.text);
    case 'write-msix-count':
      return writeMsixCount(state, pf, operation.vf, operation.vectors);
    case 'ip-link':
      return setLink(state, pf, operation.up);
    case 'ip-link-mtu':
      return setMtu(state, pf, operation.mtu);
    case 'ip-link-vf':
      return setVfAttribute(state, pf, operation.vf, operation.setting);
    case 'wait-carrier':
      return waitForCarrier(state, pf, operation.timeoutSeconds);
    case 'eswitch-mode':
      return setEswitchMode(state, pf, operation.mode);
    case 'rate-node-add':
      return addRateNode(state, pf, operation.node);
    case 'rate-node-del':
      return removeRateNode(state, pf, operation.node);
    case 'virt-mgmt':
      return virtMgmt(pf, operation);
    case 'attach-ns':
    case 'detach-ns':
      return attachNamespace(pf, operation.nsid, operation.controllerId, operation.do === 'attach-ns');
    case 'reset':
      return resetController(pf);
  }
}

function writeMsixCount(state: KernelState, pf: PfState, index: VfIndex, written: number): OperationResult {
  const vf = pf.vfs[index];
  return vf === undefined ? fails('ENOENT', `${pf.address} has no VF ${index}`) : setMsixCount(state, pf, vf, written);
}
