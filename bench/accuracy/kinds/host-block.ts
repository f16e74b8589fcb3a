import { blockIops, blockLatencyNs } from '../../../lib/simulate/performance/block/answers';
import type { BlockLoad } from '../../../lib/simulate/performance/block/load';
import { IOMMU_MAP_NS, isOfKernel, UNTOLD_IOMMU_MODE } from '../../../lib/simulate/performance/block/host-paths';
import { mapped } from '../answers';
import { numberFact } from '../facts';
import type { Setup } from '../rows';
import { driveOf, drivesOf, hostPath, iommuMode, readShareOf } from '../storage';
import type { Kind } from './kind';

const USUAL_BYTES = 4096;

export const hostBlock: Kind = (setup, metric) => {
  const load = loadOf(setup);
  if (metric === 'iops') return blockIops(load);
  if (metric === 'throughput') return mapped(blockIops(load), (rate) => rate * load.bytes * 8);
  if (metric === 'latencyMean' || metric === 'latencyMeanUnderLoad') return blockLatencyNs(load);
  return { why: `no model of ${metric} of a drive` };
};

/** A mode that is not told is reckoned as passthrough, which maps nothing, and less sure. */
function mappingOf(setup: Setup): Pick<BlockLoad, 'mapNs' | 'doubt'> {
  const mode = iommuMode(setup);
  if (mode !== null) return { mapNs: IOMMU_MAP_NS[mode] };
  return isOfKernel(hostPath(setup)) ? { doubt: UNTOLD_IOMMU_MODE } : {};
}

function loadOf(setup: Setup): BlockLoad {
  return {
    path: hostPath(setup),
    vms: 1,
    vcpus: numberFact(setup, 'cores') ?? null,
    jobs: numberFact(setup, 'jobs') ?? null,
    queues: null,
    queueDepth: numberFact(setup, 'queueDepth') ?? null,
    readShare: readShareOf(setup),
    bytes: numberFact(setup, 'ioBytes') ?? USUAL_BYTES,
    drive: driveOf(setup),
    drives: drivesOf(setup),
    threads: null,
    hostCores: null,
    ...mappingOf(setup),
  };
}
