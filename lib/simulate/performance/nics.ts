import type { Constant } from './quantity';

/** Packets a second that a NIC moves, whatever its wire and its driver could: what limits small frames. */
export interface NicFamily {
  readonly name: string;
  /** Of one port, each way; null: none that is published below the wire's. */
  readonly portPps: Constant | null;
  /** Of all ports of a card together, each way; null: none that is published. */
  readonly cardPps: Constant | null;
}

function pps(name: string, mpps: number, spread: number, source: string): Constant {
  return { name, value: mpps * 1e6, unit: 'packets/s', spread, source };
}

const CSIT = 'FD.io CSIT, Constants.py at commit 78e52b9';

export const NIC_FAMILIES = {
  '82599': {
    name: 'Intel 82599',
    portPps: null,
    cardPps: pps('82599 card', 27.4, 0.03, 'ixy-languages, commit 2873ee8, plateau of two ports'),
  },
  x710: { name: 'Intel X710', portPps: null, cardPps: null },
  xl710: {
    name: 'Intel XL710',
    portPps: pps('XL710 port', 36, 0.05, 'xdp-project, commit 539c25f: 33.7; Pktgen-DPDK issue 59: 36'),
    cardPps: pps('XL710 card', 37.5, 0.05, CSIT),
  },
  xxv710: { name: 'Intel XXV710', portPps: null, cardPps: pps('XXV710 card', 37.5, 0.03, CSIT) },
  'e810-xxv': { name: 'Intel E810-XXV', portPps: pps('E810-XXV port', 29, 0.05, CSIT), cardPps: null },
  e822: { name: 'Intel E822 and E823', portPps: pps('E822 port', 29, 0.05, CSIT), cardPps: null },
  'e810-c': { name: 'Intel E810-C', portPps: pps('E810-CQ port', 58.5, 0.05, CSIT), cardPps: null },
  'connectx-4': { name: 'NVIDIA ConnectX-4', portPps: null, cardPps: null },
  'connectx-5': { name: 'NVIDIA ConnectX-5', portPps: null, cardPps: null },
  'connectx-6': { name: 'NVIDIA ConnectX-6', portPps: null, cardPps: null },
  'connectx-7': { name: 'NVIDIA ConnectX-7', portPps: null, cardPps: null },
} as const satisfies Record<string, NicFamily>;

export type NicFamilyName = keyof typeof NIC_FAMILIES;
