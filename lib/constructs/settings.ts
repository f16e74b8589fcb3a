import type { NicVfSettings, NvmeVfSettings, VfSettings } from './vf-settings';

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
