import type { Constant } from '../system/quantity';

/**
 * What software on a core does with one frame, from its arrival to its end: cycles of the reference (`processors.ts`).
 * Each is of one engine doing one thing, so that a program is known by what it is and not by who measured it.
 */

function cycles(name: string, value: number, spread: number, source: string): Constant {
  return { name, value, unit: 'cycles a frame', spread, source };
}

const XDP_PAPER = 'The eXpress Data Path, CoNEXT 2018, 3.6 GHz Broadwell';
const XDP_PROJECT = 'xdp-project, commit 539c25f, 3.6 GHz Broadwell';
const CSIT = 'FD.io CSIT rls1704, 2.3 GHz Haswell';
const IXY = 'ixy-languages, commit 2873ee8, 1.6 and 3.3 GHz Ivy Bridge';
const VMUX = 'vmuxIO/dat, Zen 3';
const AF_XDP_SOURCE = 'FDio/vpp 680ea686811, Ice Lake';
const EMMERICH = 'Emmerich et al., Throughput and Latency of Virtual Switching, JNSM 2018, 3.3 GHz Ivy Bridge';
/** Not looked up again: less sure by that. */
const REMEMBERED = 'Emmerich et al., CloudNet 2014, 3.3 GHz Ivy Bridge, remembered';

/** Drivers in user space that poll, and programs on them. */
export const POLL_MODE = {
  drop: cycles('DPDK receive and drop', 83, 0.15, XDP_PAPER),
  forward: cycles('DPDK forward between two ports', 110, 0.25, IXY),
  reflector: cycles('MoonGen reflector (a script)', 280, 0.2, VMUX),
  discard: cycles('FastClick receive, classify and discard', 200, 0.25, VMUX),
  minimal: cycles(
    'VPP forward without look-up (L2 patch, sample plugin)',
    80,
    0.2,
    'FDio/vpp 2ee384e7ac7, 85d127f91c8',
  ),
  'ovs-dpdk': cycles('OVS-DPDK forward between two ports', 270, 0.35, `${REMEMBERED}: DPDK vSwitch at 11 to 13 Mpps`),
  'af-xdp': cycles('AF_XDP in zero-copy mode, receive and drop', 210, 0.35, `${XDP_PAPER}, XDP drop; ${AF_XDP_SOURCE}`),
  /** A poll-mode program that nothing else is known of. */
  other: cycles('a poll-mode program', 150, 0.6, 'between DPDK drop and VPP routing'),
} as const satisfies Record<string, Constant>;

/** VPP by what its graph does between receive and transmit of DPDK drivers; version 17.04 and later. */
export const VPP = {
  'l2-cross-connect': cycles('VPP L2 cross-connect', 176, 0.08, CSIT),
  'l2-bridge': cycles('VPP L2 bridge', 212, 0.08, CSIT),
  ip4: cycles('VPP IPv4 routing', 218, 0.08, CSIT),
  'ip4-200k': cycles('VPP IPv4 routing, hundred thousands of routes', 238, 0.1, CSIT),
  'ip4-2m': cycles('VPP IPv4 routing, millions of routes', 284, 0.12, CSIT),
  'ip4-acl': cycles('VPP IPv4 with access list', 278, 0.1, CSIT),
  ip6: cycles('VPP IPv6 routing', 285, 0.12, CSIT),
  vxlan: cycles('VPP VXLAN', 340, 0.1, CSIT),
} as const satisfies Record<string, Constant>;

export type VppGraph = keyof typeof VPP;

/** What AF_XDP costs VPP beyond a DPDK driver. */
export const AF_XDP = cycles('AF_XDP beside a poll-mode driver', 110, 0.2, AF_XDP_SOURCE);

/** Part of a forward without look-up that is the driver's transmit. */
export const DRIVER_TRANSMIT: Constant = {
  name: 'transmit of a driver in a forward without look-up',
  value: 0.3,
  unit: 'ratio',
  spread: 0.3,
  source: 'FDio/vpp 2ee384e7ac7',
};

/** What vector instructions and descriptors of several packets leave of a forward without look-up. */
export const VPP_SAVINGS = {
  avx512: {
    name: 'AVX-512 in a driver of VPP',
    value: 0.83,
    unit: 'ratio',
    spread: 0.06,
    source: 'FDio/vpp 2ee384e7ac7',
  },
  empw: {
    name: 'multi-packet descriptors (eMPW)',
    value: 0.77,
    unit: 'ratio',
    spread: 0.08,
    source: 'FDio/vpp 85d127f91c8',
  },
} as const satisfies Record<string, Constant>;

/** Cycles of earlier versions of VPP, where 17.04 takes 1. */
export const VPP_VERSIONS = {
  '16': { name: 'VPP 16', value: 1.33, unit: 'ratio', spread: 0.1, source: CSIT },
  '17.01': { name: 'VPP 17.01', value: 1.06, unit: 'ratio', spread: 0.04, source: CSIT },
} as const satisfies Record<string, Constant>;

/** A driver in user space by the language it is written in: cycles a frame, and cycles a batch of frames. */
export const IXY_DRIVERS = {
  c: { frame: cycles('ixy in C', 93, 0.07, IXY), batch: cycles('ixy in C, a batch', 250, 0.15, IXY) },
  rust: { frame: cycles('ixy in Rust', 95, 0.07, IXY), batch: cycles('ixy in Rust, a batch', 380, 0.15, IXY) },
  go: { frame: cycles('ixy in Go', 120, 0.08, IXY), batch: cycles('ixy in Go, a batch', 800, 0.12, IXY) },
  managed: {
    frame: cycles('ixy in a managed language', 200, 0.5, `${IXY}, of Go`),
    batch: cycles('ixy in a managed language, a batch', 1000, 0.5, `${IXY}, of Go`),
  },
} as const satisfies Record<string, { readonly frame: Constant; readonly batch: Constant }>;

/** XDP programs in the kernel's driver. */
export const XDP = {
  drop: cycles('XDP drop', 150, 0.1, XDP_PAPER),
  transmit: cycles('XDP transmit out of the same port', 395, 0.2, XDP_PROJECT),
  redirect: cycles('XDP redirect to another NIC', 302, 0.1, XDP_PROJECT),
  tap: cycles('XDP redirect to a tap device', 870, 0.15, 'Linux commit fc72d1d, 2.4 GHz Sandy Bridge'),
  veth: cycles('XDP redirect to veth', 900, 0.12, XDP_PROJECT),
  /** Katran. */
  'load-balancer': cycles('Layer 4 load balancer on XDP', 715, 0.1, XDP_PAPER),
} as const satisfies Record<string, Constant>;

/** The network stack of Linux. */
export const STACK = {
  raw: cycles('Linux, drop in the raw table of iptables', 690, 0.15, `${XDP_PAPER}; ${XDP_PROJECT}`),
  conntrack: cycles('Linux, drop after connection tracking', 2000, 0.2, XDP_PAPER),
  'traffic-control': cycles('Linux, drop in traffic control', 450, 0.4, 'between XDP drop and the raw table'),
  ovs: cycles('Open vSwitch, kernel datapath, forward between two ports', 1755, 0.2, `${EMMERICH}: 1.88 Mpps`),
  bridge: cycles('Linux bridge, forward between two ports', 2700, 0.35, `${REMEMBERED}: 1.1 Mpps`),
  routing: cycles('Linux, IPv4 forwarding', 2000, 0.35, `${REMEMBERED}: 1.6 Mpps`),
  'no-socket': cycles('Linux, UDP to a port without socket', 1030, 0.1, XDP_PROJECT),
  socket: cycles('Linux, UDP to a socket: its softirq', 1550, 0.15, XDP_PROJECT),
  application: cycles('Linux, UDP to a socket: reading it on the same core', 3450, 0.2, XDP_PROJECT),
  'load-balancer': cycles('Linux IPVS', 3000, 0.1, XDP_PAPER),
  'xdp-pass': cycles('an XDP program that passes all on', 50, 0.3, XDP_PAPER),
  'udp-checksum': cycles('UDP checksum in software', 330, 0.3, XDP_PROJECT),
  merged: cycles('Linux, a full frame that GRO merges with others', 225, 0.3, XDP_PAPER),
  gro: cycles('GRO that finds nothing to merge', 80, 0.3, XDP_PROJECT),
  /** A thing that the stack does of which nothing else is known. */
  other: cycles('a frame through the network stack of Linux', 1200, 0.7, 'between raw drop and IPVS'),
} as const satisfies Record<string, Constant>;

/** What is left of the stack's work for a frame that XDP has redirected to veth: its buffer is made and its link layer read. */
export const STACK_BEHIND_VETH: Constant = {
  name: 'network stack of Linux behind an XDP redirect to veth',
  value: 0.4,
  unit: 'ratio',
  spread: 0.3,
  source: `${XDP_PROJECT}, UDP without socket`,
};

/** What a program does, where a set-up names its engine and nothing else. */
export const UNTOLD = {
  graph: {
    name: 'graph of VPP, which is not told (taken as an L2 cross-connect)',
    value: 1,
    unit: 'ratio',
    spread: 0.3,
    source: `${CSIT}: from 176 cycles of a cross-connect to 340 of VXLAN`,
  },
  xdp: {
    name: 'operation of XDP, which is not told (taken as drop)',
    value: 1,
    unit: 'ratio',
    spread: 0.5,
    source: `${XDP_PROJECT}: from 150 cycles of drop to 395 of transmit`,
  },
} as const satisfies Record<string, Constant>;

/** An indirect call with retpolines, beside one without. */
export const RETPOLINE_CALL = cycles('retpoline, a call', 30, 0.15, XDP_PROJECT);

/** Indirect calls of an XDP redirect, and those that are left with direct DMA calls. */
export const REDIRECT_CALLS = { all: 6, withDirectDma: 2 } as const;

/** Size of a poll-mode program's usual batch (`MAX_PKT_BURST` in DPDK). */
export const USUAL_BATCH = 32;
