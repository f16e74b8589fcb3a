import type { BlockLoad } from '../../../../lib/simulate/performance/block/load';
import { BLOCK_PATHS, type BlockPathName } from '../../../../lib/simulate/performance/block/paths';
import { DRIVES } from '../../../../lib/simulate/performance/hardware/drives';
import type { Estimate, Unpredictable } from '../../../../lib/simulate/performance/system/quantity';

/** One job of one VM that reads 4 KiB of an Optane drive, one at a time. */
export function load(path: BlockPathName, change: Partial<BlockLoad> = {}): BlockLoad {
  return {
    path: BLOCK_PATHS[path],
    vms: 1,
    vcpus: 1,
    jobs: 1,
    queues: null,
    queueDepth: 1,
    readShare: 1,
    bytes: 4096,
    drive: DRIVES['intel-p4800x'],
    drives: 1,
    threads: null,
    hostCores: null,
    ...change,
  };
}

/** @throws an Error where there is no prediction */
export function predicted(answer: Estimate | Unpredictable): Estimate {
  if ('why' in answer) throw new Error(answer.why);
  return answer;
}
