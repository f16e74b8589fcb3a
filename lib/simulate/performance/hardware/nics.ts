import type { Constant } from '../system/quantity';

/** Packets a second that a NIC moves, whatever its wire and its driver could: what limits small frames. */
export interface NicFamily {
  readonly name: string;
  /** Of one port, each way; null: none that is published below the wire's. */
  readonly portPps: Constant | null;
  /** Of all ports of a card together, each way; null: none that is published. */
  readonly cardPps: Constant | null;
  /** Of a card that receives and sends each frame; null: none that is published. */
  readonly forwardPps: Constant | null;
  /** Of one queue, each way. */
  readonly queuePps: Constant | null;
  /** Of one VF that receives as many as it sends, each way; what it may do one way alone is not published. */
  readonly vfPps: Constant | null;
  /** Bits a second of frames from VF to VF of one port. */
  readonly switchBps: Constant | null;
  /** From the wire to memory and from memory to the wire, together. */
  readonly passNs: Constant;
  /**
   * Ids in the device catalog of what is of the family and has its ceilings in any slot. Those of ConnectX-5 are PCIe's
   * in the slot that it was measured in, and so not those of other slots.
   */
  readonly devices: readonly string[];
  /** Ports that a card of the family usually has, and their rate. */
  readonly ports: number;
  readonly portGbps: number;
}

function pps(name: string, mpps: number, spread: number, source: string): Constant {
  return { name, value: mpps * 1e6, unit: 'packets/s', spread, source };
}

function passing(name: string, us: number, spread: number, source: string): Constant {
  return { name: `${name}, in and out`, value: us * 1e3, unit: 'ns', spread, source };
}

const CSIT = 'FD.io CSIT, Constants.py at commit 78e52b9';
const XDP_PAPER = 'The eXpress Data Path, CoNEXT 2018';
const VMUX = 'vmuxIO/dat, commit 4ad8648d';
const TREX = 'TRex VM benchmark (Cisco)';

/** Of a card of which nobody has published how long a frame takes through it. */
export const USUAL_PASS = passing('a NIC', 5, 0.5, 'between ConnectX-5 and E810');

const NOTHING_PUBLISHED = {
  portPps: null,
  cardPps: null,
  forwardPps: null,
  queuePps: null,
  vfPps: null,
  switchBps: null,
  passNs: USUAL_PASS,
  devices: [],
  ports: 2,
} as const;

export const NIC_FAMILIES = {
  '82599': {
    ...NOTHING_PUBLISHED,
    name: 'Intel 82599',
    devices: ['intel-82599es'],
    cardPps: pps('82599 card', 27.4, 0.02, 'ixy-languages, commit 2873ee8, plateau of two ports'),
    vfPps: pps('82599 VF', 9, 0.1, TREX),
    passNs: passing('82599', 4.2, 0.15, `${VMUX}, MoonGen on the host`),
    portGbps: 10,
  },
  x710: { ...NOTHING_PUBLISHED, name: 'Intel X710', ports: 4, portGbps: 10 },
  xl710: {
    ...NOTHING_PUBLISHED,
    name: 'Intel XL710',
    devices: ['intel-xl710-qsfp', 'intel-xl710-qsfp-b'],
    portPps: pps('XL710 port', 35, 0.04, 'xdp-project, commit 539c25f: 33.7; Pktgen-DPDK issue 59: 36'),
    cardPps: pps('XL710 card', 37.5, 0.05, CSIT),
    queuePps: pps('XL710 queue', 14, 0.25, 'Pktgen-DPDK issue 59; netmap issue 831: 11.3 to 18.7'),
    vfPps: pps('XL710 VF', 10, 0.15, TREX),
    passNs: passing('XL710', 6.5, 0.3, TREX),
    portGbps: 40,
  },
  xxv710: {
    ...NOTHING_PUBLISHED,
    name: 'Intel XXV710',
    devices: ['intel-xxv710-sfp28', 'intel-xxv710-backplane'],
    cardPps: pps('XXV710 card', 37.5, 0.03, CSIT),
    passNs: passing('XXV710', 6.5, 0.3, 'as XL710, of the same silicon'),
    portGbps: 25,
  },
  'e810-xxv': {
    ...NOTHING_PUBLISHED,
    name: 'Intel E810-XXV',
    devices: ['intel-e810-xxv-sfp', 'intel-e810-xxv-backplane'],
    portPps: pps('E810-XXV port', 29, 0.05, CSIT),
    passNs: passing('E810', 9.2, 0.2, VMUX),
    portGbps: 25,
  },
  e822: {
    ...NOTHING_PUBLISHED,
    name: 'Intel E822 and E823',
    devices: ['intel-e823-c-backplane'],
    portPps: pps('E822 port', 29, 0.05, CSIT),
    portGbps: 100,
  },
  'e810-c': {
    ...NOTHING_PUBLISHED,
    name: 'Intel E810-C',
    devices: ['intel-e810-c-qsfp', 'intel-e810-c-backplane'],
    portPps: pps('E810-CQ port', 58.5, 0.05, CSIT),
    switchBps: {
      name: 'E810 internal switch',
      value: 126e9,
      unit: 'bit/s',
      spread: 0.06,
      source: 'laboratory notebook on E810 VFs with OVS offload: 118 to 129 Gbit/s posted',
    },
    passNs: passing('E810', 9.2, 0.2, VMUX),
    portGbps: 100,
  },
  'connectx-4': {
    ...NOTHING_PUBLISHED,
    name: 'NVIDIA ConnectX-4',
    queuePps: pps('ConnectX-4 queue', 16, 0.1, 'snabb, commit f08da3c33'),
    portGbps: 100,
  },
  'connectx-4-lx': { ...NOTHING_PUBLISHED, name: 'NVIDIA ConnectX-4 Lx', portGbps: 25 },
  'connectx-5': {
    ...NOTHING_PUBLISHED,
    name: 'NVIDIA ConnectX-5',
    cardPps: pps('ConnectX-5 card', 115, 0.05, `${XDP_PAPER}, receive, bound by PCIe gen 3`),
    forwardPps: pps('ConnectX-5 card, receive and send', 70, 0.05, `${XDP_PAPER}, bound by PCIe gen 3`),
    passNs: passing('ConnectX-5', 2, 0.3, XDP_PAPER),
    portGbps: 100,
  },
  'connectx-6': { ...NOTHING_PUBLISHED, name: 'NVIDIA ConnectX-6', portGbps: 100 },
  'connectx-7': { ...NOTHING_PUBLISHED, name: 'NVIDIA ConnectX-7', portGbps: 200 },
  'bluefield-3': { ...NOTHING_PUBLISHED, name: 'NVIDIA BlueField-3', portGbps: 200 },
} as const satisfies Record<string, NicFamily>;

export type NicFamilyName = keyof typeof NIC_FAMILIES;

/** Allowance of an interface of Amazon Nitro for each Gbit/s of its size. */
export const NITRO_PPS_PER_GBPS = pps('Amazon Nitro interface, for each Gbit/s', 0.03, 0.05, CSIT);

const BY_DEVICE: ReadonlyMap<string, NicFamily> = new Map(
  Object.values<NicFamily>(NIC_FAMILIES).flatMap((family) => family.devices.map((id) => [id, family])),
);

/** Family of a device of the catalog, by its id there; null: none with ceilings that are published for it. */
export function nicFamilyOf(device: string): NicFamily | null {
  return BY_DEVICE.get(device) ?? null;
}
