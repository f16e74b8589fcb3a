import { blockIops, blockLatencyNs, blockThreadBusy } from '../../../lib/simulate/performance/block/answers';
import type { BlockLoad } from '../../../lib/simulate/performance/block/load';
import { SOFTWARE_PROTECTION } from '../../../lib/simulate/performance/hardware/exits';
import { mapped } from '../answers';
import { numberFact, textFact } from '../facts';
import type { Setup } from '../rows';
import { isProtectedBySoftware } from '../hardware';
import { driveOf, drivesOf, guestPath, readShareOf } from '../storage';
import type { Kind } from './kind';

const USUAL_BYTES = 4096;

export const vmBlock: Kind = (setup, metric) => {
  const load = loadOf(setup);
  if (metric === 'iops') return blockIops(load);
  if (metric === 'throughput' || metric === 'aggregateThroughput') {
    return mapped(blockIops(load), (rate) => rate * load.bytes * 8);
  }
  if (metric === 'latencyMean' || metric === 'latencyMeanUnderLoad') return blockLatencyNs(load);
  if (metric === 'hostIoThreadBusy') return blockThreadBusy(load);
  return { why: `no model of ${metric} of a drive` };
};

function loadOf(setup: Setup): BlockLoad {
  const path = guestPath(setup);
  const cores = numberFact(setup, 'hostCores');
  const ofTarget = path.thread?.per === 'host';
  return {
    path,
    vms: numberFact(setup, 'vms') ?? 1,
    vcpus: numberFact(setup, 'vcpus') ?? null,
    jobs: numberFact(setup, 'jobs') ?? null,
    queues: numberFact(setup, 'queues') ?? null,
    queueDepth: numberFact(setup, 'queueDepth') ?? null,
    readShare: readShareOf(setup),
    bytes: numberFact(setup, 'ioBytes') ?? USUAL_BYTES,
    drive: driveOf(setup),
    drives: drivesOf(setup),
    threads:
      numberFact(setup, 'hostIoThreads') ?? numberFact(setup, 'vmmIoThreads') ?? (ofTarget ? (cores ?? null) : null),
    singly: textFact(setup, 'submit') === 'no batching',
    hostCores: ofTarget ? null : (cores ?? null),
    ...(isProtectedBySoftware(setup) && { exitFactor: SOFTWARE_PROTECTION }),
  };
}
