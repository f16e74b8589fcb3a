import type { ImagePart } from './image';

/** Hardware of the emulated hosts, as arguments of QEMU. MAC addresses and serials are what tests find functions by. */
export type TopologyName = 'flat' | 'numa' | 'shared-group' | 'no-iommu' | 'nvme' | 'libvirt' | 'netdevsim';

/** MAC of the NIC that ssh comes in by: one of its own, or the first PF. */
export const MANAGEMENT_MACS = { virtio: '52:54:00:00:00:01', pf: '52:54:00:aa:00:01' } as const;

export interface Topology {
  /** One line for people. */
  readonly about: string;
  readonly memory: '1G' | '2G';
  /** `-smp` */
  readonly processors: string;
  /** Kernel arguments beside the common ones. */
  readonly kernelArguments: string;
  /** Devices; `disk(N)` names the image file of drive N. */
  readonly devices: (disk: (n: number) => string) => readonly string[];
  /** Number of drive images. */
  readonly disks: number;
  /** What its image has beside the rest. @default 'base' */
  readonly image?: ImagePart;
  /** Kernel modules beside the common ones. */
  readonly modules?: readonly string[];
}

const IOMMU = ['-device', 'intel-iommu,intremap=on,device-iotlb=on'];
const INTEL_IOMMU = 'intel_iommu=on iommu=nopt';

/** A root port with an igb NIC behind it; every NIC is on one hub. */
function igb(n: number, bus = 'pcie.0'): string[] {
  return [...rootPort(`rpn${n}`, n, bus), ...igbAt(n, `rpn${n}`)];
}

function igbAt(n: number, bus: string): string[] {
  const mac = `52:54:00:aa:00:0${n}`;
  return [
    '-netdev',
    `hubport,id=h${n},hubid=1`,
    '-device',
    `igb,id=igb${n},bus=${bus},netdev=h${n},mac=${mac},romfile=`,
  ];
}

function rootPort(id: string, number: number, bus: string): string[] {
  return ['-device', `pcie-root-port,id=${id},bus=${bus},chassis=${number},slot=${number}`];
}

/** A root port with an NVMe controller of `vfs` VFs behind it, and one shared namespace. */
function nvme(n: number, disk: string, vfs: number, bus = 'pcie.0'): string[] {
  const sriov =
    vfs === 0
      ? ''
      : `,sriov_max_vfs=${vfs},sriov_vq_flexible=${vfs * 4},sriov_vi_flexible=${vfs * 2},sriov_max_vq_per_vf=4,sriov_max_vi_per_vf=2,max_ioqpairs=${vfs * 4 + 8},msix_qsize=${vfs * 2 + 14}`;
  return [
    ...['-device', `nvme-subsys,id=subsys${n},nqn=subsys${n}`],
    ...rootPort(`rpd${n}`, 10 + n, bus),
    ...['-device', `nvme,id=nvme${n},serial=NVME000${n},bus=rpd${n},subsys=subsys${n}${sriov}`],
    ...[
      '-drive',
      `file=${disk},format=raw,if=none,id=d${n}`,
      '-device',
      `nvme-ns,drive=d${n},bus=nvme${n},nsid=1,shared=on`,
    ],
  ];
}

export const TOPOLOGIES: Readonly<Record<TopologyName, Topology>> = {
  flat: {
    about: 'two igb PFs (7 VFs each) and an NVMe PF (4 VFs), each function in an IOMMU group of its own',
    memory: '1G',
    processors: '2',
    kernelArguments: INTEL_IOMMU,
    devices: (disk) => [...IOMMU, ...igb(1), ...igb(2), ...nvme(1, disk(1), 4)],
    disks: 1,
    // The kernel does not let it go, and a host that comes back must be as it was.
    modules: ['vrf'],
  },
  numa: {
    about: 'two NUMA nodes with an igb PF each, and an NVMe PF (4 VFs) on node 1',
    memory: '1G',
    processors: '2,sockets=2,cores=1',
    kernelArguments: INTEL_IOMMU,
    devices: (disk) => [
      ...['-object', 'memory-backend-ram,id=m0,size=512M', '-object', 'memory-backend-ram,id=m1,size=512M'],
      ...[
        '-numa',
        'node,nodeid=0,cpus=0,memdev=m0',
        '-numa',
        'node,nodeid=1,cpus=1,memdev=m1',
        '-numa',
        'dist,src=0,dst=1,val=21',
      ],
      ...IOMMU,
      ...['-device', 'pxb-pcie,id=pxb0,bus=pcie.0,bus_nr=0x20,numa_node=0'],
      ...['-device', 'pxb-pcie,id=pxb1,bus=pcie.0,bus_nr=0x80,numa_node=1'],
      ...igb(1, 'pxb0'),
      ...igb(2, 'pxb1'),
      ...nvme(1, disk(1), 4, 'pxb1'),
    ],
    disks: 1,
  },
  'shared-group': {
    about: 'an igb PF behind a switch without ACS, in one IOMMU group with its VFs, and one that is not',
    memory: '1G',
    processors: '2',
    kernelArguments: INTEL_IOMMU,
    devices: () => [
      ...IOMMU,
      ...rootPort('rp1', 1, 'pcie.0'),
      ...['-device', 'x3130-upstream,id=up1,bus=rp1', '-device', 'xio3130-downstream,id=dn1,bus=up1,chassis=7,slot=0'],
      ...igbAt(1, 'dn1'),
      ...igb(2),
    ],
    disks: 0,
  },
  'no-iommu': {
    about: 'the flat host without an IOMMU',
    memory: '1G',
    processors: '2',
    kernelArguments: '',
    devices: (disk) => [...igb(1), ...igb(2), ...nvme(1, disk(1), 4)],
    disks: 1,
  },
  nvme: {
    about: 'two igb PFs, an NVMe PF with 8 VFs, and an NVMe controller without SR-IOV',
    memory: '1G',
    processors: '2',
    kernelArguments: INTEL_IOMMU,
    devices: (disk) => [...IOMMU, ...igb(1), ...igb(2), ...nvme(1, disk(1), 8), ...nvme(2, disk(2), 0)],
    disks: 2,
  },
  libvirt: {
    about: 'the flat host with libvirt, and a kernel to boot VMs with',
    memory: '2G',
    processors: '2',
    kernelArguments: INTEL_IOMMU,
    devices: (disk) => [...IOMMU, ...igb(1), ...igb(2), ...nvme(1, disk(1), 4)],
    disks: 1,
    image: 'virt',
    modules: ['kvm-amd', 'vfio_iommu_type1'],
  },
  netdevsim: {
    about:
      "no PCI device with VFs: the kernel's simulated NIC (netdevsim), with eswitch, representors and all VF settings",
    memory: '1G',
    processors: '1',
    kernelArguments: '',
    devices: () => [],
    disks: 0,
    image: 'netdevsim',
    modules: ['netdevsim'],
  },
};

/** What the image of a topology has beside the rest. */
export const imageOf = (name: TopologyName): ImagePart => TOPOLOGIES[name].image ?? 'base';
