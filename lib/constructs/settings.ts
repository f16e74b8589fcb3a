import type { LinkState, VfDriver, VlanProtocol } from './enums';
import type { VfSettings } from './vf-settings';

/** Settings that VFs of every class take. */
export interface CommonVfSettings {
  /**
   * Who drives the VF on the host.
   * @default - vfio-pci for a pool; an attachment takes what its pool has
   */
  readonly driver?: VfDriver;
  /**
   * MSI-X vectors of the VF, written to `sriov_vf_msix_count`.
   * @default - not managed
   */
  readonly msixVectors?: number;
}

/** Settings of VFs of a NIC. */
export interface NicVfSettings extends CommonVfSettings {
  /**
   * Port VLAN id, 1 to 4094: the NIC tags and strips, the guest sees untagged frames. 0 states that there is none: a
   * VLAN that the VF has from before is taken off.
   * @default - not managed
   */
  readonly vlan?: number;
  /**
   * 802.1p priority of the port VLAN, 0 to 7.
   * @default 0
   */
  readonly vlanQos?: number;
  /**
   * Tag protocol of the port VLAN.
   * @default VlanProtocol.DOT1Q
   */
  readonly vlanProtocol?: VlanProtocol;
  /**
   * VLANs that a guest which tags its frames itself may use, as ids and ranges from 1 to 4094, `100,200-210`; frames with
   * another tag, and without one, do not pass. `all` states that there is no such list: one from before is taken off.
   *
   * No driver in the kernel's own tree can be told: the file `sriov/N/trunk` of the PF is made by drivers of Intel (i40e)
   * and NVIDIA (mlx5) that are built beside the kernel, and only in legacy mode. Elsewhere it is an error to state a list.
   * It goes together with no `vlan` but 0.
   * @default - not managed
   */
  readonly allowedVlans?: string;
  /**
   * Drop frames whose source MAC is not the VF's own.
   * @default - not managed
   */
  readonly spoofCheck?: boolean;
  /**
   * Let the guest change its MAC and ask for promiscuous mode.
   * @default - not managed
   */
  readonly trust?: boolean;
  /**
   * Link as the guest sees it.
   * @default - not managed
   */
  readonly linkState?: LinkState;
  /**
   * Guaranteed transmit rate in Mbit/s; 0 removes the guarantee.
   * @default - not managed
   */
  readonly minTxRateMbps?: number;
  /**
   * Transmit rate limit in Mbit/s; 0 removes the limit.
   * @default - not managed
   */
  readonly maxTxRateMbps?: number;
  /**
   * Let the VF read the PF's RSS configuration.
   * @default - not managed
   */
  readonly queryRss?: boolean;
  /**
   * MTU that the VF's user will set, in bytes of payload. Written only where the host itself drives the VF.
   * @default - not managed
   */
  readonly mtu?: number;
}

/** Settings of VFs of an NVMe SSD: its secondary controllers. */
export interface NvmeVfSettings extends CommonVfSettings {
  /**
   * NVMe: virtual queue resources of the secondary controller, admin queue included.
   * @default - 2, the fewest with which a controller can go online
   */
  readonly nvmeVirtualQueues?: number;
  /**
   * NVMe: virtual interrupt resources of the secondary controller.
   * @default - 1, the fewest with which a controller can go online
   */
  readonly nvmeVirtualInterrupts?: number;
  /**
   * NVMe: namespace to attach to the secondary controller.
   * @default - none is attached or detached
   */
  readonly namespaceId?: number;
  /**
   * NVMe: the namespace may be attached to several controllers.
   * @default - as the drive reports it
   */
  readonly namespaceShared?: boolean;
}

/** Settings of VFs of a GPU. */
// eslint-disable-next-line @typescript-eslint/no-empty-object-type -- jsii has no name for a type but an interface
export interface GpuVfSettings extends CommonVfSettings {}

/** Settings of VFs of a crypto accelerator. */
// eslint-disable-next-line @typescript-eslint/no-empty-object-type -- jsii has no name for a type but an interface
export interface CryptoVfSettings extends CommonVfSettings {}

/**
 * Settings of virtual functions: of all in a pool, or of one through its attachment. A setting that is left out is not
 * managed: it stays as it is on the host and takes the kernel's default when VFs are created anew.
 */
export interface VirtualFunctionSettings extends NicVfSettings, NvmeVfSettings {
  /**
   * Settings of one class of device, made by `VfSettings.nic`, `.nvme`, `.gpu` or `.crypto`, or by a `VfProfile`. The
   * settings beside it say the same in more words; one may stand in both places only with the same value.
   * @default - those that are stated beside it
   */
  readonly settings?: VfSettings;
}

/** What the guest does with its VF. Nothing of it is written to a host: rules and the prediction read it. */
export interface VirtualFunctionUse {
  /**
   * Name of the tenant. VMs of different tenants do not trust each other.
   * @default - all VMs belong to one tenant
   */
  readonly tenant?: string;
  /**
   * The tenant is trusted with what lets a guest disturb or observe its neighbours.
   * @default false
   */
  readonly trustedTenant?: boolean;
  /**
   * The guest uses RDMA, with its own driver on the VF that is passed through. Nothing on the host is needed for it.
   * @default false
   */
  readonly rdma?: boolean;
  /**
   * The guest turns promiscuous mode on.
   * @default false
   */
  readonly promiscuous?: boolean;
  /**
   * The guest changes its MAC address.
   * @default false
   */
  readonly guestMacChange?: boolean;
  /**
   * VLANs that the guest tags itself.
   * @default - none
   */
  readonly guestVlans?: number[];
  /**
   * MAC addresses that the guest filters on.
   * @default - not known
   */
  readonly macFilters?: number;
  /**
   * Queue pairs that the guest's driver is to use.
   * @default - not known
   */
  readonly queuePairs?: number;
  /**
   * The VF is handed out as a vDPA device.
   * @default false
   */
  readonly vdpa?: boolean;
  /**
   * NVMe: the guest needs a controller memory buffer or a persistent memory region.
   * @default false
   */
  readonly needsControllerMemory?: boolean;
}
