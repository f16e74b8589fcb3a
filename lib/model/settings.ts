import type { MacAddress, Mbps } from './units';
import type { VlanList } from './vlan-list';

/** Who drives a VF on the host: `vfio-pci` (given to a VM), `native` (the vendor's VF driver), `none` (left unbound). */
export type VfDriver = 'vfio-pci' | 'native' | 'none';

/** 802.1Q (C-tag) or 802.1ad (S-tag), the `proto` of `ip link set PF vf N vlan`. */
export type VlanProtocol = '802.1Q' | '802.1ad';

/** The VF's link as its guest sees it: follow the port, always up, always down. */
export type VfLinkState = 'auto' | 'enable' | 'disable';

/**
 * Settings of one VF, shared by a pool and overridden by an attachment.
 * An absent setting is not managed: it stays as it is, and takes the kernel's default when VFs are created anew.
 */
export interface VfSettings {
  readonly driver?: VfDriver;
  /** Administrative MAC, set through the PF. */
  readonly mac?: MacAddress;
  /** Port VLAN, 1 to 4094; 0: none, so that a VLAN from before is taken off. */
  readonly vlan?: number;
  /** 802.1p priority of the port VLAN, 0 to 7. */
  readonly vlanQos?: number;
  readonly vlanProtocol?: VlanProtocol;
  /** VLANs that the guest may use; `all`: a list from before is taken off. */
  readonly allowedVlans?: VlanList;
  readonly spoofCheck?: boolean;
  readonly trust?: boolean;
  readonly linkState?: VfLinkState;
  /** Guaranteed transmit rate; 0 means none. */
  readonly minTxRateMbps?: Mbps;
  /** Transmit rate limit; 0 means none. */
  readonly maxTxRateMbps?: Mbps;
  /** Whether the VF may read the RSS configuration of the PF. */
  readonly queryRss?: boolean;
  /** MTU the VF's user will set, in bytes of payload. */
  readonly mtu?: number;
  /** Vectors written to `sriov_vf_msix_count`. */
  readonly msixVectors?: number;
  /** Virtual queue resources of the NVMe secondary controller, admin queue included. */
  readonly nvmeVirtualQueues?: number;
  /** Virtual interrupt resources of the NVMe secondary controller. */
  readonly nvmeVirtualInterrupts?: number;
  /** Namespace to attach to the NVMe secondary controller. */
  readonly namespaceId?: number;
  /** Whether that namespace may be attached to several controllers. */
  readonly namespaceShared?: boolean;
}

/** What the user of a VF will do with it; nothing here is written to a host, rules and the prediction read it. */
export interface VfUse {
  readonly tenant?: string;
  /** The user of the VF, a guest with its own driver on a VF that is passed through, uses RDMA. */
  readonly rdma?: boolean;
  /** The guest turns promiscuous mode on. */
  readonly promiscuous?: boolean;
  /** The guest changes its MAC address. */
  readonly guestMacChange?: boolean;
  /** VLANs that the guest tags itself. */
  readonly guestVlans?: readonly number[];
  /** MAC addresses that the guest will filter on. */
  readonly macFilters?: number;
  /** Queue pairs that the guest driver is to use. */
  readonly queuePairs?: number;
  /** The VF is handed out as a vDPA device. */
  readonly vdpa?: boolean;
  /** The tenant is trusted: it may be given what lets it disturb or observe its neighbours. */
  readonly trustedTenant?: boolean;
  /** The guest needs a controller memory buffer or a persistent memory region (NVMe). */
  readonly needsControllerMemory?: boolean;
}
