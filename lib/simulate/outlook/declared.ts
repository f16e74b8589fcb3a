import { packetsPerMbps } from '../performance/hardware/packets';
import type { Side } from '../traffic/resource-ids';
import type { Io } from './io';
import type { BlockTraffic, NetworkTraffic } from './outlook';

/** One direction of a VF of a NIC, with what it is to carry. */
export interface DeclaredFrames {
  /** Path of the attachment. */
  readonly id: string;
  readonly pf: string;
  readonly side: Side;
  readonly traffic: NetworkTraffic;
  readonly framesPerSecond: number;
  /** Of both directions together. */
  readonly bothPerSecond: number;
}

/** A VF of a drive. */
export interface DeclaredIos {
  readonly id: string;
  readonly pf: string;
  readonly traffic: BlockTraffic;
  readonly iops: number;
}

export interface Declared {
  /** For each VF `rx`, then `tx`. */
  readonly frames: readonly DeclaredFrames[];
  readonly ios: readonly DeclaredIos[];
}

/** Demands that ask for something. */
export function declaredBy(all: readonly Io[]): Declared {
  const frames: DeclaredFrames[] = [];
  const ios: DeclaredIos[] = [];
  for (const { prediction, demand, traffic } of all) {
    const { path: id, pf } = prediction;
    if (demand?.kind === 'network' && traffic.kind === 'network') {
      const perMbps = packetsPerMbps(demand.frameBytes);
      const bothPerSecond = (demand.txMbps + demand.rxMbps) * perMbps;
      if (bothPerSecond === 0) continue;
      const shared = { id, pf, traffic, bothPerSecond };
      frames.push({ ...shared, side: 'rx', framesPerSecond: demand.rxMbps * perMbps });
      frames.push({ ...shared, side: 'tx', framesPerSecond: demand.txMbps * perMbps });
    } else if (demand?.kind === 'block' && traffic.kind === 'block' && demand.iops > 0) {
      ios.push({ id, pf, traffic, iops: demand.iops });
    }
  }
  return { frames, ios };
}
