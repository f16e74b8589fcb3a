import type { Mbps } from './units';
import type { SettingName, SettingValue } from './vf-settings';

/**
 * Who drives a VF on the host: `vfio-pci` or a variant of it (given to a VM), another kernel driver by its name, `native` (the vendor's VF
 * driver), `none` (left unbound).
 */
export type VfDriver = SettingValue<'driver'>;

/** 802.1Q (C-tag) or 802.1ad (S-tag), the `proto` of `ip link set PF vf N vlan`. */
export type VlanProtocol = SettingValue<'vlanProtocol'>;

/** The VF's link as its guest sees it: follow the port, always up, always down. */
export type VfLinkState = SettingValue<'linkState'>;

/**
 * Settings of one VF, shared by a pool and overridden by an attachment.
 * An absent setting is not managed: it stays as it is, and takes the kernel's default when VFs are created anew.
 */
export type VfSettings = { readonly [K in SettingName]?: SettingValue<K> };

/** The port VLAN of a VF; VLAN 0 with priority 0: none. */
export interface PortVlan {
  readonly vlan: number;
  readonly qos: number;
  readonly protocol: VlanProtocol;
}

/** Transmit rates of a VF; 0: none. */
export interface TxRates {
  readonly minTxMbps: Mbps;
  readonly maxTxMbps: Mbps;
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
