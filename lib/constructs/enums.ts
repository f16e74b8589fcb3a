/** Tag protocol of a port VLAN. */
export enum VlanProtocol {
  /** 802.1Q, the C-tag. */
  DOT1Q = '802.1Q',
  /** 802.1ad, the S-tag. */
  DOT1AD = '802.1ad',
}

/** Link of a VF as its guest sees it. */
export enum LinkState {
  /** Follows the port. */
  AUTO = 'auto',
  /** Always up: VFs of one port reach each other while the port is down. */
  ENABLE = 'enable',
  /** Always down. */
  DISABLE = 'disable',
}

/** Mode of the embedded switch. */
export enum EswitchMode {
  LEGACY = 'legacy',
  /** One representor netdev per VF. */
  SWITCHDEV = 'switchdev',
}

/** How a VM manager migrates a VM that holds a VF. */
export enum MigrationMethod {
  /** With the state of the VF, by the variant of vfio-pci that knows its device. */
  VFIO = 'vfio',
  /** Beside a virtio interface that stands by: the VF is unplugged before the migration and another one plugged in after it. */
  TEAMING = 'teaming',
  /** It unplugs the VF before and plugs in another one after the migration, as KubeVirt does with SR-IOV NICs. */
  REPLUG = 'replug',
}

/** Link layer of a port. */
export enum LinkType {
  ETHERNET = 'ethernet',
  INFINIBAND = 'infiniband',
}

/** How close a VF must be to the CPUs and the memory of its VM. */
export enum NumaPolicy {
  /** Same NUMA node, else an error. */
  REQUIRED = 'required',
  /** Same NUMA node, else a warning. */
  PREFERRED = 'preferred',
  /** Same socket, else an error. */
  SOCKET = 'socket',
  NONE = 'none',
}

/** Flow control between a NIC and its VFs. */
export enum PauseFrames {
  OFF = 'off',
  /** The NIC drops pause frames that a VF sends. */
  FILTERED = 'filtered',
  ON = 'on',
}

/** What a QAT device does. */
export enum QatService {
  /** Symmetric cryptography. */
  SYM = 'sym',
  /** Asymmetric cryptography. */
  ASYM = 'asym',
  /** Compression and decompression. */
  DC = 'dc',
  /** Compression chained with cipher or hash. */
  DCC = 'dcc',
  /** Decompression alone. */
  DECOMP = 'decomp',
}

/** Frames from VF to VF of one port. */
export enum VfToVf {
  ALLOWED = 'allowed',
  ISOLATED = 'isolated',
}

/** Mode of the host's IOMMU for its own devices. */
export enum IommuMode {
  TRANSLATED = 'translated',
  PASSTHROUGH = 'passthrough',
}

/** How VFs come back after a reboot. */
export enum Persistence {
  /** A systemd unit creates them again. */
  SYSTEMD = 'systemd',
  /** Another program of yours does. */
  EXTERNAL = 'external',
  /** They are to be gone. */
  NONE = 'none',
}

/** What becomes of a PF when the resource that carries its plan is destroyed. */
export enum OnDestroy {
  /** What was there before the first change comes back, unless a VF that would go is in use. */
  RESTORE = 'restore',
  /** The PF stays as it is. */
  KEEP = 'keep',
}
