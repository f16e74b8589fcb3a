import { type BlockPath } from '../performance/block/path';
import { BLOCK_PATHS } from '../performance/block/paths';
import { blockSystem } from '../performance/block/system';
import type { Drive } from '../performance/hardware/drives';
import { latencies } from '../performance/system/solve';
import type { Flow, Resource, System } from '../performance/system/system';
import type { Range } from '../performance/system/quantity';
import { type Delay, micro, servedNs } from './delay';
import type { Hardware } from './hardware';
import type { Io } from './io';
import type { BlockTraffic } from './outlook';

/** An I/O of each VM as its guest sees it: driver, drive, interrupt, and waiting for the I/Os of the others. */
export function blockDelays(ios: readonly Io[], hardware: Hardware): (Delay | null)[] {
  const measured = ios.map((io) => (isTimed(io) ? io : null));
  const flowing = measured.filter((io) => io !== null);
  const system = merged(
    flowing.map(({ prediction: { pf, path }, traffic, rates }) => ({
      id: path,
      drive: { id: pf, ...hardware.driveOf(pf) },
      traffic,
      iops: rates.iops.value,
    })),
  );
  const [mean, tail] = [latencies(system), latencies(system, 'tailNs')];
  return measured.map((io) => {
    if (io === null) return null;
    const at = flowing.indexOf(io);
    const [ofMean, ofTail] = [mean[at], tail[at]];
    if ('why' in ofMean || 'why' in ofTail) return null;
    const { terms } = ofMean;
    // A queue that is always full takes as long as Little's law says.
    const full = io.isStopped ? micro(servedNs(io.traffic.queueDepth, io.rates.iops)) : null;
    return { meanUs: full ?? micro(ofMean), p99Us: full === null ? micro(ofTail) : longer(full, micro(ofTail)), terms };
  });
}

interface BlockIo extends Io {
  readonly traffic: BlockTraffic;
  readonly rates: { readonly iops: Range };
}

function isTimed(io: Io): io is BlockIo {
  return io.traffic.kind === 'block' && io.demand !== null && io.rates.iops !== undefined && io.rates.iops.value > 0;
}

function longer(a: Range, b: Range): Range {
  return { value: Math.max(a.value, b.value), low: Math.max(a.low, b.low), high: Math.max(a.high, b.high) };
}

/** I/Os of one VM to a drive. */
export interface DriveLoad {
  readonly id: string;
  readonly drive: Drive & { readonly id: string };
  readonly traffic: BlockTraffic;
  readonly iops: number;
  /** @default a VF of the drive */
  readonly path?: BlockPath;
}

/** Flows of VMs whose drives are shared, and whose vCPUs and threads are their own. */
export function merged(loads: readonly DriveLoad[]): System {
  const resources = new Map<string, Resource>();
  const flows = loads.map(({ id, drive, traffic, iops, path = BLOCK_PATHS['whole-function'] }): Flow => {
    const { blockBytes: bytes, readShare, queueDepth } = traffic;
    const own = blockSystem(
      {
        ...{ path, vms: 1, vcpus: null, jobs: null, queues: null, queueDepth },
        ...{ readShare, bytes, drive, drives: 1, threads: null, hostCores: null },
      },
      0,
    );
    const idOf = (resource: string) => `${SHARED.has(resource) ? drive.id : id} ${resource}`;
    for (const resource of own.resources) resources.set(idOf(resource.id), { ...resource, id: idOf(resource.id) });
    const [flow] = own.flows;
    return {
      ...flow,
      id,
      load: { kind: 'open', offered: iops },
      uses: flow.uses.map((use) => ({ ...use, resource: idOf(use.resource) })),
      queueLength: queueDepth,
    };
  });
  return { resources: [...resources.values()], flows };
}

/** Ids of the resources of a drive itself. */
const SHARED: ReadonlySet<string> = new Set(['commands', 'bytes']);
