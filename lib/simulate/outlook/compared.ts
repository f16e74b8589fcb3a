import type { BlockDemand, NetworkDemand } from '../../model/demand';
import { packetsPerMbps } from '../performance/hardware/packets';
import type { Io } from './io';
import type { ComparedVms } from './outlook';
import type { VmSize } from '../traffic/prediction';

/** Servers are counted for so many VMs unless it is said: rounding to whole servers hides nothing then. */
const WANTED_VMS = 1000;

/** The mean of what the VMs of a host declare, each with all its VFs. */
export function comparedVms(ios: readonly Io[], size: VmSize | null, wanted = WANTED_VMS): ComparedVms {
  const declared = ios.filter(({ demand }) => demand !== null);
  const vms = new Set(declared.map(({ prediction }) => prediction.vm)).size;
  const demands = declared.flatMap(({ demand }) => (demand === null ? [] : [demand]));
  const network = demands.filter((demand) => demand.kind === 'network');
  const block = demands.filter((demand) => demand.kind === 'block');
  return {
    vms,
    networkFunctions: vms === 0 ? 0 : network.length / vms,
    driveFunctions: vms === 0 ? 0 : block.length / vms,
    size,
    network: meanNetwork(network, vms),
    block: meanBlock(block, vms),
    wanted,
  };
}

/** Frames are of the mean size of all frames, as many of them go by. */
function meanNetwork(demands: readonly NetworkDemand[], vms: number): ComparedVms['network'] {
  const total = (of: (demand: NetworkDemand) => number) => demands.reduce((sum, demand) => sum + of(demand), 0);
  const [txMbps, rxMbps] = [total((demand) => demand.txMbps), total((demand) => demand.rxMbps)];
  const packets = total((demand) => (demand.txMbps + demand.rxMbps) * packetsPerMbps(demand.frameBytes));
  if (packets === 0) return null;
  return { txMbps: txMbps / vms, rxMbps: rxMbps / vms, frameBytes: ((txMbps + rxMbps) * 1e6) / 8 / packets };
}

function meanBlock(demands: readonly BlockDemand[], vms: number): ComparedVms['block'] {
  const total = (of: (demand: BlockDemand) => number) => demands.reduce((sum, demand) => sum + of(demand), 0);
  const iops = total((demand) => demand.iops);
  if (iops === 0) return null;
  return {
    iops: iops / vms,
    blockBytes: total((demand) => demand.iops * demand.blockBytes) / iops,
    readShare: total((demand) => demand.iops * demand.readShare) / iops,
    queueDepth: total((demand) => demand.queueDepth) / demands.length,
  };
}
