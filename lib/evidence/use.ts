/** Kinds of user of a function. */
export type UserKind = 'vfio' | 'domain' | 'netdev' | 'vdpa' | 'process' | 'mount' | 'holder';

/** One kind of evidence that a function is in use. */
export interface UseEvidence {
  readonly kind: UserKind;
  /** What it is evidence for: any function, a netdev of it (or what lies upon that), or a block device of its controller. */
  readonly of: 'function' | 'netdev' | 'block';
  /** Where it is read on a host; capitals stand for names. */
  readonly read: string;
  /** The sentence that every executor says, from the names of what was found. */
  readonly says: (what: string, who: string) => string;
}

/**
 * What makes a function in use: the reader of inventories, the look at a live host, and the guards of runs and of rendered
 * scripts evaluate each row (`test/evidence` puts one table of hosts to all of them).
 *
 * What cannot be read is in `USE_UNKNOWN`: it is not known then whether the function is in use, which is never "no".
 */
export const USE = {
  /** `/dev/vfio/10`, `/dev/vfio/noiommu-10`: a group is one whole, whichever of its functions the VM has. */
  vfioGroup: {
    kind: 'vfio',
    of: 'function',
    read: '/proc/PID/fd -> /dev/vfio/GROUP; iommu_group of the function',
    says: (file, who) => `${who} holds ${file}`,
  },
  /** The character device of one function, for iommufd: `/dev/vfio/devices/vfio7`. */
  vfioDevice: {
    kind: 'vfio',
    of: 'function',
    read: '/proc/PID/fd -> /dev/vfio/devices/DEVICE; vfio-dev/DEVICE of the function',
    says: (file, who) => `${who} holds ${file}`,
  },
  domain: {
    kind: 'domain',
    of: 'function',
    read: '/run/libvirt/qemu/DOMAIN.xml, virsh dumpxml: source addresses of host devices',
    says: (_what, who) => `the libvirt domain ${who} has it`,
  },
  vdpa: {
    kind: 'vdpa',
    of: 'function',
    read: '/sys/bus/vdpa/devices/DEVICE, below the function',
    says: (device) => `its vDPA device ${device} is there`,
  },
  uio: {
    kind: 'process',
    of: 'function',
    read: '/proc/PID/fd -> /dev/UIO; uio/UIO of the function',
    says: (file, who) => `${file} is held by ${who}`,
  },
  verbs: {
    kind: 'process',
    of: 'function',
    read: '/proc/PID/fd -> /dev/infiniband/UVERBS; infiniband_verbs/UVERBS of the function',
    says: (file, who) => `${file} is held by ${who}`,
  },
  netdevElsewhere: {
    kind: 'netdev',
    of: 'function',
    read: 'net of the function: a folder with nothing in it',
    says: () => 'its netdev is in another network namespace',
  },
  /** Addresses of the link alone come by themselves. */
  netdevAddress: {
    kind: 'netdev',
    of: 'netdev',
    read: 'ip addr show up: addresses beyond the link; upper_NETDEV of the netdev, any depth',
    says: (netdev, address) => `${netdev} has ${address}`,
  },
  /** Of a bridge, bond, team, Open vSwitch: any master but a VRF, which is judged by its addresses. */
  netdevPort: {
    kind: 'netdev',
    of: 'netdev',
    read: 'master of the netdev',
    says: (netdev, master) => `${netdev} is a port of ${master}`,
  },
  /** A macvtap or ipvtap that is up: VMs use it without an address of the host. */
  netdevTap: {
    kind: 'netdev',
    of: 'netdev',
    read: 'macvtap or ipvtap of a netdev that is up',
    says: (netdev) => `${netdev} is a tap that is up`,
  },
  mount: {
    kind: 'mount',
    of: 'block',
    read: '/proc/mounts; partitions and what is built on them, any depth',
    says: (device, point) => `${device} is mounted at ${point}`,
  },
  swap: {
    kind: 'mount',
    of: 'block',
    read: '/proc/swaps',
    says: (device) => `${device} is swap space`,
  },
  /** LVM, device mapper, MD, bcache, multipath of the device mapper, and whatever else the kernel lists. */
  blockHolder: {
    kind: 'holder',
    of: 'block',
    read: 'holders/HOLDER of the block device and of its partitions',
    says: (device, holder) => `${device} is part of ${holder}`,
  },
  /** The cache of a bcache set has no holder. */
  bcache: {
    kind: 'holder',
    of: 'block',
    read: 'bcache of the block device',
    says: (device) => `${device} is part of a bcache set`,
  },
  /** By the label that udev found, imported or not: a pool without a mounted file system may serve volumes. */
  zfs: {
    kind: 'holder',
    of: 'block',
    read: '/run/udev/data/bMAJOR:MINOR: ID_FS_TYPE and ID_FS_LABEL of the block device and of its partitions',
    says: (device, pool) => `${device} is part of the ZFS pool ${pool}`,
  },
  loop: {
    kind: 'holder',
    of: 'block',
    read: '/sys/class/block/LOOP/loop/backing_file',
    says: (device, loop) => `${device} is behind ${loop}`,
  },
  /** A VM's process, Ceph, a target of NVMe over fabrics in user space; also of what is built on the device. */
  blockOpen: {
    kind: 'process',
    of: 'block',
    read: '/proc/PID/fd -> the block device, by name or by number',
    says: (device, who) => `${device} is held by ${who}`,
  },
} as const satisfies Readonly<Record<string, UseEvidence>>;

export type UseEvidenceId = keyof typeof USE;

/** Name of the libvirt domain that has a function, by what is said of its user; null: another kind of user. */
export function domainOf({ kind, detail }: { readonly kind: UserKind; readonly detail: string }): string | null {
  const [before = '', after = ''] = USE.domain.says('', '\n').split('\n');
  if (kind !== 'domain' || !detail.startsWith(before) || !detail.endsWith(after)) return null;
  return detail.slice(before.length, detail.length - after.length);
}

/**
 * Groups that every interface joins which is up, by IPv4 and by IPv6, as `/proc/net/dev_mcast` writes them. There a netdev
 * counts once, once more for what it lies upon, and once for each interface that lies upon it, of whichever network
 * namespace. Bridges and VRFs do not listen on their ports.
 */
export const GROUPS_OF_ALL = ['01005e000001', '333300000001'] as const;

/** What cannot be read, and what is therefore not known; sentences that every executor says. */
export const USE_UNKNOWN = {
  processes: (file: string) => `which processes hold ${file}: /proc/PID/fd was not read for all of them`,
  addresses: (netdev: string) => `whether ${netdev} or what lies upon it has an address: ip addr shows none at all`,
  /** What a container has upon a netdev of the host (macvlan, ipvlan, VLAN) is nowhere else to be seen from the host. */
  heardElsewhere: (netdev: string) =>
    `whether ${netdev} is used from another network namespace: more interfaces listen on it than lie upon it here`,
  mounts: (device: string) => `whether ${device} is mounted: there is no table of mounts`,
  hiddenMounts: (device: string) =>
    `whether ${device} is mounted: a file system is whose devices are not told (ZFS of which udev does not know them all, or /dev/root)`,
  holders: (device: string) => `what is built on ${device}: there is no folder of block devices`,
  domains: () => 'which functions libvirt domains have: their files in /run/libvirt cannot be read',
} as const;

/** A VF that `sriov_numvfs` counts and that nothing else shows: as in `USE_UNKNOWN`, for guards and for plans. */
export const VF_UNSEEN = 'who uses it: sriov_numvfs counts it, and it is not among the VFs that can be seen';
