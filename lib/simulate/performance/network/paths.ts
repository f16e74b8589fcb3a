import type { Constant } from '../system/quantity';

/**
 * Ways of a VM to the network, and what a frame costs on each: cycles of the reference core (`processors.ts`) on the
 * thread of the host that works for the VM.
 */
export interface NetworkPath {
  readonly name: string;
  /** Who works on the host for each frame; null: the device alone. */
  readonly thread: string | null;
  /** A frame into the VM, and one out of it; null where no thread works. */
  readonly receive: Constant | null;
  readonly transmit: Constant | null;
  /** Beyond 64 bytes. */
  readonly byte: Constant | null;
  /** Exits of the VM for a frame that an interrupt-driven guest receives and sends. */
  readonly exits: number;
  /** A byte of a TCP stream with segments of up to 64 KiB, on the thread that stops it first. */
  readonly stream: Constant;
  /** The same where the stream comes in frames of 1500 bytes over a wire, which the kernel merges. */
  readonly wireStream: Constant;
  /** A frame into the VM and one out of it, beside NIC and service: notifications, and threads that wake up. */
  readonly passNs: Constant;
  /** Part of the rate that is left when nothing may be lost: threads that sleep let rings run over. */
  readonly withoutLoss: Constant | null;
}

function cycles(name: string, value: number, spread: number, source: string): Constant {
  return { name, value, unit: 'cycles a frame', spread, source };
}

function perByte(name: string, value: number, spread: number, source: string): Constant {
  return { name, value, unit: 'cycles a byte', spread, source };
}

function passing(name: string, us: number, spread: number, source: string): Constant {
  return { name: `${name}: into the VM and out of it`, value: us * 1e3, unit: 'ns', spread, source };
}

const UNIKRAFT = 'Unikraft, EuroSys 2021, figure 19';
const VMUX = 'vmuxIO/dat, Zen 3';
const TREX = 'TRex VM benchmark (Cisco), 3.2 GHz Haswell';
const E810 = 'laboratory notebook on E810 VFs with OVS offload, Raptor Lake';
const FIRECRACKER = 'Firecracker performance baselines, Cascade Lake';
const SHAKER = 'OpenStack performance documentation (Shaker), Haswell; Linux commit 441abde4cd84';

const SLEEPING_RINGS: Constant = {
  name: 'a rate without loss through threads that sleep',
  value: 0.5,
  unit: 'ratio',
  spread: 0.2,
  source: `${TREX}, beside rates with loss`,
};

const DEVICE = {
  thread: null,
  receive: null,
  transmit: null,
  byte: null,
  exits: 0,
  stream: perByte('TCP of a guest over a VF', 1.5, 0.2, E810),
  wireStream: perByte('TCP of a guest over a VF, frames of 1500 bytes', 2.5, 0.3, `${E810}; ${VMUX}`),
  passNs: passing('VF', 0, 0, 'no thread of the host is on the way'),
  withoutLoss: null,
} as const;

export const NETWORK_PATHS = {
  vf: { ...DEVICE, name: 'SR-IOV VF, or a whole device, by VFIO' },
  /** Nobody has published vDPA beside a VF on one host: taken to be a VF, and less sure. */
  vdpa: {
    ...DEVICE,
    name: 'vDPA',
    stream: perByte('TCP of a guest over vDPA', 1.6, 0.4, 'no publication; as a VF'),
    wireStream: perByte('TCP of a guest over vDPA, frames of 1500 bytes', 2.6, 0.4, 'no publication; as a VF'),
  },
  'vhost-net': {
    name: 'virtio with vhost-net',
    thread: 'vhost thread',
    receive: cycles('vhost-net, into the VM', 2380, 0.2, 'Linux commits of tun and vhost_net, 1.3 to 1.5 Mpps'),
    transmit: cycles('vhost-net, out of the VM to a NIC', 3190, 0.12, UNIKRAFT),
    byte: perByte('vhost-net, copying', 0.82, 0.2, UNIKRAFT),
    exits: 3,
    stream: perByte('TCP through vhost-net on one host', 1.25, 0.15, SHAKER),
    wireStream: perByte('TCP through vhost-net, frames of 1500 bytes', 2.57, 0.25, VMUX),
    passNs: passing('vhost-net', 24, 0.3, VMUX),
    withoutLoss: SLEEPING_RINGS,
  },
  'vhost-user': {
    name: 'virtio with vhost-user',
    thread: 'core of the switch',
    receive: cycles('vhost-user, into the VM', 180, 0.25, 'DPDK forward and half of a visit of VPP'),
    transmit: cycles('vhost-user, out of the VM', 180, 0.25, 'DPDK forward and half of a visit of VPP'),
    byte: perByte('vhost-user, copying', 0.4, 0.25, 'CNCF CNF testbed'),
    exits: 0,
    stream: perByte('TCP through vhost-user', 1.2, 0.4, 'as vhost-net, without its wake-ups'),
    wireStream: perByte(
      'TCP through vhost-user, frames of 1500 bytes',
      1.6,
      0.4,
      'no publication; between VF and vhost-net',
    ),
    passNs: passing('vhost-user', 5, 0.5, 'FD.io CSIT, usual latencies of one VM'),
    withoutLoss: null,
  },
  'vmm-virtio': {
    name: 'virtio of a userspace VMM (QEMU)',
    thread: 'I/O thread of the VMM',
    receive: cycles('virtio in QEMU, into the VM', 8000, 0.3, VMUX),
    transmit: cycles('virtio in QEMU, out of the VM', 8000, 0.3, VMUX),
    byte: null,
    exits: 3,
    stream: perByte('TCP through virtio in QEMU', 2.2, 0.3, `${VMUX}, less the merging`),
    wireStream: perByte('TCP through virtio in QEMU, frames of 1500 bytes', 3.47, 0.2, VMUX),
    passNs: passing('virtio in QEMU', 36, 0.3, VMUX),
    withoutLoss: SLEEPING_RINGS,
  },
  firecracker: {
    name: 'virtio of a userspace VMM (Firecracker)',
    thread: 'I/O thread of the VMM',
    receive: cycles('virtio in Firecracker, into the VM', 4500, 0.4, `${FIRECRACKER}, by its TCP`),
    transmit: cycles('virtio in Firecracker, out of the VM', 4500, 0.4, `${FIRECRACKER}, by its TCP`),
    byte: null,
    exits: 3,
    stream: perByte('TCP through Firecracker on one host', 0.61, 0.08, FIRECRACKER),
    wireStream: perByte('TCP through Firecracker, frames of 1500 bytes', 1.2, 0.4, `${FIRECRACKER}, as vhost-net`),
    passNs: passing('Firecracker', 54, 0.5, `${FIRECRACKER}; four times as long in earlier ones`),
    withoutLoss: SLEEPING_RINGS,
  },
  e1000: {
    name: 'emulated e1000 (QEMU)',
    thread: 'I/O thread of the VMM',
    receive: cycles('e1000 in QEMU, into the VM', 26_300, 0.2, VMUX),
    transmit: cycles('e1000 in QEMU, out of the VM', 26_300, 0.3, `${VMUX}, as into it`),
    byte: null,
    exits: 6,
    stream: perByte('TCP through e1000 in QEMU', 15, 0.3, VMUX),
    wireStream: perByte('TCP through e1000 in QEMU, frames of 1500 bytes', 18.9, 0.2, VMUX),
    passNs: passing('e1000 in QEMU', 75, 0.3, VMUX),
    withoutLoss: SLEEPING_RINGS,
  },
  vmxnet3: {
    name: 'vmxnet3 (ESXi)',
    thread: 'vSwitch of ESXi',
    receive: cycles('vmxnet3, into the VM', 1780, 0.15, TREX),
    transmit: cycles('vmxnet3, out of the VM', 1780, 0.15, TREX),
    byte: null,
    exits: 1,
    stream: perByte('TCP through vmxnet3', 1.2, 0.4, 'no publication; as vhost-net'),
    wireStream: perByte('TCP through vmxnet3, frames of 1500 bytes', 2.2, 0.4, 'no publication; as vhost-net'),
    passNs: passing('vSwitch of ESXi, which gathers interrupts', 90, 0.2, TREX),
    withoutLoss: null,
  },
  'e1000-esxi': {
    name: 'emulated e1000 (ESXi)',
    thread: 'vSwitch of ESXi',
    receive: cycles('e1000 of ESXi, into the VM', 2285, 0.15, TREX),
    transmit: cycles('e1000 of ESXi, out of the VM', 2285, 0.15, TREX),
    byte: null,
    exits: 2,
    stream: perByte('TCP through e1000 of ESXi', 3, 0.5, 'no publication; twice vmxnet3'),
    wireStream: perByte('TCP through e1000 of ESXi, frames of 1500 bytes', 5, 0.5, 'no publication; twice vmxnet3'),
    passNs: passing('vSwitch of ESXi, which gathers interrupts', 90, 0.2, TREX),
    withoutLoss: null,
  },
  /** A process that polls hands the queues of a card out to VMs. */
  mediated: {
    ...DEVICE,
    name: 'mediated queues of a NIC',
    thread: 'polling thread of the mediator',
    receive: cycles('mediated queues, into the VM', 4180, 0.15, VMUX),
    transmit: cycles('mediated queues, out of the VM', 4180, 0.3, `${VMUX}, as into it`),
    wireStream: perByte('TCP through emulated queues, frames of 1500 bytes', 5.85, 0.2, VMUX),
    passNs: passing('mediated queues', 10, 0.5, 'no publication; as vhost-user and more'),
  },
  vdpdk: {
    ...DEVICE,
    name: 'paravirtual DPDK',
    thread: 'polling thread of the mediator',
    receive: cycles('paravirtual DPDK, into the VM', 376, 0.15, VMUX),
    transmit: cycles('paravirtual DPDK, out of the VM', 376, 0.3, `${VMUX}, as into it`),
    passNs: passing('paravirtual DPDK', 5, 0.5, 'no publication; as vhost-user'),
  },
} as const satisfies Record<string, NetworkPath>;

export type NetworkPathName = keyof typeof NETWORK_PATHS;

/** What a program in the guest takes to make and send a frame, by the guest's driver. */
export const GUEST_TRANSMIT = {
  i40evf: cycles('TRex over i40evf', 272, 0.1, TREX),
  ixgbevf: cycles('TRex over ixgbevf', 348, 0.1, TREX),
  virtio: cycles('TRex over virtio', 605, 0.1, TREX),
  vmxnet3: cycles('TRex over vmxnet3', 605, 0.1, TREX),
  e1000: cycles('TRex over e1000', 887, 0.1, TREX),
  'linux-udp': cycles('Linux: sending a UDP datagram', 5300, 0.25, E810),
  'linux-pktgen': cycles('Linux pktgen, clones in bursts', 340, 0.4, E810),
  other: cycles('a poll-mode generator', 350, 0.4, TREX),
} as const satisfies Record<string, Constant>;

/** Beside a datagram's own cost, for each byte of it. */
export const GUEST_DATAGRAM_BYTE = perByte(
  'Linux: copying and checksumming a datagram between user and kernel',
  1.7,
  0.25,
  E810,
);

/** The part of vhost-net's way out that a frame takes which a program on the tap device drops. */
export const VHOST_TO_TAP = cycles(
  'vhost-net, out of the VM to a tap device',
  740,
  0.12,
  'Linux commit of vhost_net, 2018',
);

/** What a program in the guest takes to receive a frame, and to send it back. */
export const GUEST_XDP = cycles('XDP that sends back, over a driver without fast path', 4700, 0.25, VMUX);

/** An exit to the VMM, or a notification that wakes a thread of the host. */
export const EXIT = cycles('exit of a VM to a thread of the host', 5800, 0.05, 'Linux commit ad36109, kvm-unit-tests');

/** The host's bridge, which all VMs share: usually, and when it receives far more than it can deliver. */
export const BRIDGE = cycles('Linux bridge', 1900, 0.25, `${UNIKRAFT}, less vhost`);
export const BRIDGE_OVERLOADED = cycles('Linux bridge in receive livelock', 7750, 0.2, VMUX);

/** OVS's kernel datapath for VFs whose flows the card does not carry, and the tunnels of an overlay. */
export const OVS_KERNEL = {
  frame: cycles('OVS kernel datapath, from representor to representor', 9000, 0.25, E810),
  stream: perByte('TCP through the OVS kernel datapath between representors', 5.4, 0.25, E810),
  overlayNs: passing('OVS kernel datapath with VXLAN and connection tracking', 35, 0.5, SHAKER),
} as const;

/** Of the vhost thread, when it polls rather than sleeps between packets. */
export const BUSY_POLL: Constant = {
  name: 'vhost that polls while idle',
  value: 0.53,
  unit: 'ratio',
  spread: 0.2,
  source: 'Linux commit 441abde4cd84',
};
