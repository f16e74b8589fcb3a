import type { PortVlan, TxRates } from '../model/settings';
import type { ConstructPath, MacAddress, PciAddress, VfIndex } from '../model/units';
import type { ChoiceName, FlagName, SettingValue } from '../model/vf-settings';
import type { VlanList } from '../model/vlan-list';

/**
 * The step vocabulary of a host plan. Each step is one thing that the kernel model, the real host and the script
 * renderer carry out alike; carrying it out a second time changes nothing.
 */
export type Step =
  | ModuleLoadStep
  | EswitchModeStep
  | DriversAutoprobeStep
  | NumVfsStep
  | PfLinkStep
  | PfMtuStep
  | WaitLinkStep
  | VfSettingStep
  | VfVlansStep
  | VfMtuStep
  | MsixCountStep
  | NvmeResourceStep
  | SecondaryStateStep
  | NamespaceAttachStep
  | DriverBindStep
  | VmDetachStep
  | VmAttachStep;

export type StepKind = Step['kind'];

interface StepBase {
  /** PF that the step belongs to. */
  readonly pf: PciAddress;
  /** Attachments whose VF the step touches, sorted. */
  readonly attachments?: readonly ConstructPath[];
}

/** `modprobe MODULE`. */
export interface ModuleLoadStep extends StepBase {
  readonly kind: 'module-load';
  readonly module: string;
}

/** `devlink dev eswitch set pci/PF mode MODE`. */
export interface EswitchModeStep extends StepBase {
  readonly kind: 'eswitch-mode';
  readonly mode: 'legacy' | 'switchdev';
}

/** Write `sriov_drivers_autoprobe`. */
export interface DriversAutoprobeStep extends StepBase {
  readonly kind: 'drivers-autoprobe';
  readonly enabled: boolean;
}

/** Write `sriov_numvfs`. 0 destroys every VF of the PF with its settings. */
export interface NumVfsStep extends StepBase {
  readonly kind: 'num-vfs';
  readonly numVfs: number;
}

/** `ip link set PF up|down`. */
export interface PfLinkStep extends StepBase {
  readonly kind: 'pf-link';
  readonly up: boolean;
}

/** `ip link set PF mtu MTU`. */
export interface PfMtuStep extends StepBase {
  readonly kind: 'pf-mtu';
  readonly mtu: number;
}

/** Wait until the PF has carrier: rates are refused while the link is down. */
export interface WaitLinkStep extends StepBase {
  readonly kind: 'wait-link';
  readonly timeoutSeconds: number;
}

/** One `ip link set PF vf N SETTING`; one setting a step, since iproute2 does not apply several atomically. */
export interface VfSettingStep extends StepBase {
  readonly kind: 'vf-setting';
  readonly vf: VfIndex;
  readonly setting: VfSetting;
}

export type VfSetting =
  | { readonly name: 'mac'; readonly mac: MacAddress }
  | ({ readonly name: 'vlan' } & PortVlan)
  | { readonly name: FlagName; readonly on: boolean }
  | { readonly name: ChoiceName; readonly state: SettingValue<ChoiceName> }
  | ({ readonly name: 'rate' } & TxRates);

/**
 * `sriov/N/trunk` of the PF, a range a write: the VLANs that the VF may use. What is wanted is added before the rest is
 * taken away, as an empty list lets everything pass.
 */
export interface VfVlansStep extends StepBase {
  readonly kind: 'vf-vlans';
  readonly vf: VfIndex;
  readonly allowed: VlanList;
}

/** MTU of the VF's own netdev on the host (driver `native`). */
export interface VfMtuStep extends StepBase {
  readonly kind: 'vf-mtu';
  readonly vf: VfIndex;
  readonly mtu: number;
}

/** Write `sriov_vf_msix_count` of the VF; no driver may be bound to it. */
export interface MsixCountStep extends StepBase {
  readonly kind: 'vf-msix';
  readonly vf: VfIndex;
  readonly vectors: number;
}

/** `nvme virt-mgmt -a 8`: give a secondary controller its VQ or VI resources; it must be offline. */
export interface NvmeResourceStep extends StepBase {
  readonly kind: 'nvme-resource';
  readonly vf: VfIndex;
  readonly controllerId: number;
  readonly resource: 'vq' | 'vi';
  readonly count: number;
}

/** `nvme virt-mgmt -a 9` (online) or `-a 7` (offline, which takes the resources away). */
export interface SecondaryStateStep extends StepBase {
  readonly kind: 'secondary-state';
  readonly vf: VfIndex;
  readonly controllerId: number;
  readonly online: boolean;
}

/** `nvme attach-ns` or `detach-ns`. */
export interface NamespaceAttachStep extends StepBase {
  readonly kind: 'namespace-attach';
  readonly vf: VfIndex;
  readonly controllerId: number;
  readonly nsid: number;
  readonly attached: boolean;
}

/** `driver_override`, unbind, bind: the VF ends on `driver`, or on none with the override cleared. */
export interface DriverBindStep extends StepBase {
  readonly kind: 'driver-bind';
  readonly vf: VfIndex;
  /** Address of the VF; null on a presumed host, where only the link `virtfnN` will tell it. */
  readonly address: PciAddress | null;
  /** Kernel driver name; null leaves it unbound. */
  readonly driver: string | null;
}

/**
 * Take the VF from a libvirt domain that runs, by hot-unplug; nothing where the domain does not hold it. The host keeps
 * what the domain had for `vm-attach`. The domain's persistent definition is left as it is.
 */
export interface VmDetachStep extends StepBase {
  readonly kind: 'vm-detach';
  readonly vf: VfIndex;
  readonly address: PciAddress;
  readonly domain: string;
}

/**
 * Give the VF back to the domain that `vm-detach` took it from, as the domain had it. Nothing where the domain has it, has
 * ended meanwhile, or was never taken it from.
 */
export interface VmAttachStep extends StepBase {
  readonly kind: 'vm-attach';
  readonly vf: VfIndex;
  readonly address: PciAddress;
  readonly domain: string;
  /** MAC that the plan manages: libvirt sets the one of its definition, so that one is changed. */
  readonly mac?: MacAddress;
  /** Port VLAN that the plan manages; 0 is none. */
  readonly vlan?: PortVlan;
}
