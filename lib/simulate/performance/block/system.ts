import { type BlockLoad, endsInMemory, outstanding } from './load';
import { BLOCK_WORK } from './paths';
import { commandNs } from '../hardware/drives';
import { type Constant, exactly, product, type Quantity, quantity, scaled, sum, widened } from '../system/quantity';
import type { Resource, System, Use } from '../system/system';

/** A job that nobody counted makes the rate that one core gives uncertain. */
const UNKNOWN_JOBS: Constant = {
  name: 'number of jobs in the guests, which is not told',
  value: 1,
  unit: 'ratio',
  spread: 0.15,
  source: 'taken not to be what stops the VMs',
};

/** Id of the resource that the path's threads are. */
export const THREAD = 'thread';

/** One flow of all VMs' I/Os. `busy`: part of the time that the path's threads are. */
export function blockSystem(load: BlockLoad, busy: number): System {
  const parts = [
    guestPart(load, busy),
    threadPart(load, busy),
    corePart(load, busy),
    sharedPart(load),
    ...driveParts(load),
  ];
  const used = parts.filter((part) => part !== null);
  return {
    resources: used.map(({ resource }) => resource),
    flows: [
      {
        id: 'I/Os',
        load:
          load.queueDepth === null
            ? { kind: 'open', offered: Number.POSITIVE_INFINITY }
            : { kind: 'closed', outstanding: outstanding(load, load.queueDepth) },
        pathNs: pathNs(load, used),
        uses: used.map(({ use }) => use),
      },
    ],
  };
}

/**
 * Part of the time that an I/O finds the thread busy with others: one that is alone always finds it asleep (arrival
 * theorem, as Schweitzer has it).
 */
function foundBusy(load: BlockLoad, busy: number): number {
  return load.queueDepth === null ? busy : busy * (1 - 1 / outstanding(load, load.queueDepth));
}

interface Part {
  readonly resource: Resource;
  readonly use: Use;
  /** Whether a drive's command lasts through it, so that it is no time of its own. */
  readonly withinCommand?: boolean;
}

function part(id: string, name: string, amount: Quantity, capacity: Quantity, servers = 1): Part {
  return { resource: { id, name, capacity, servers }, use: { resource: id, amount } };
}

function cores(count: number): Quantity {
  return exactly(1e9 * count);
}

/** vCPUs; a job runs on one at a time, and I/Os whose jobs are not counted have one each. */
function guestPart(load: BlockLoad, busy: number): Part | null {
  const { jobs, vcpus, queueDepth, vms } = load;
  const each = jobs === null ? (vcpus ?? queueDepth) : Math.min(jobs, vcpus ?? jobs);
  if (each === null) return null;
  const name = load.path.class === 'host' ? 'cores of the host' : 'vCPUs';
  return part('guest', name, guestNs(load, busy), cores(each * vms), each * vms);
}

function guestNs(load: BlockLoad, busy: number): Quantity {
  const { path, mapNs, doubt } = load;
  const own = doubt === undefined ? quantity(path.guestNs) : widened(quantity(path.guestNs), doubt);
  const work = mapNs === undefined ? [own] : [own, quantity(mapNs)];
  if (path.wakes === null) return sum(...work);
  return sum(...work, wakingNs(load, BLOCK_WORK.wakingGuest, path.wakes, busy));
}

/** What an I/O costs more as often as it finds the thread asleep. */
function wakingNs(load: BlockLoad, cost: Constant, wakes: Constant, busy: number): Quantity {
  const factors = [cost, wakes, ...(load.exitFactor === undefined ? [] : [load.exitFactor])];
  return scaled(product(...factors.map(quantity)), 1 - foundBusy(load, busy));
}

function threadPart(load: BlockLoad, busy: number): Part | null {
  const { thread } = load.path;
  if (thread === null) return null;
  const count = threadsOf(load);
  const work = threadNs(load, busy);
  const known = load.jobs === null && load.vcpus === null ? widened(work, UNKNOWN_JOBS) : work;
  return part(THREAD, thread.name, known, cores(count), count);
}

/** Threads that serve all VMs together. */
function threadsOf({ path, threads, vms, queues, jobs }: BlockLoad): number {
  const each = threads ?? 1;
  if (path.thread?.per === 'host') return Math.min(each, vms);
  if (path.thread?.per === 'queue') return (queues ?? jobs ?? 1) * vms;
  return each * vms;
}

/** Work of a thread for one I/O. */
export function threadNs(load: BlockLoad, busy: number): Quantity {
  const { path, readShare, singly = false } = load;
  const { thread, wakes } = path;
  if (thread === null) return exactly(0);
  const work = [
    scaled(quantity(thread.readNs), readShare),
    scaled(quantity(thread.writeNs), 1 - readShare),
    ...(singly && thread.singlyNs !== undefined ? [quantity(thread.singlyNs)] : []),
  ];
  if (wakes === null) return sum(...work);
  return sum(...work, wakingNs(load, BLOCK_WORK.wokenThread, wakes, busy));
}

function corePart(load: BlockLoad, busy: number): Part | null {
  const { hostCores } = load;
  if (hostCores === null) return null;
  return part(
    'cores',
    'cores of the host',
    sum(guestNs(load, busy), threadNs(load, busy)),
    cores(hostCores),
    hostCores,
  );
}

function sharedPart({ path, queues, jobs, vms }: BlockLoad): Part | null {
  const { shared } = path;
  if (shared === null) return null;
  const further = (queues ?? jobs ?? 1) - 1;
  return part('shared', shared.name, scaled(quantity(shared.ns), 1 + shared.perQueue * further), cores(vms), vms);
}

function driveParts(load: BlockLoad): readonly Part[] {
  const { path, drive, drives, readShare, bytes } = load;
  const count = path.class === 'whole-function' ? (drives ?? 1) : drives;
  if (count === null || endsInMemory(load)) return [];
  const parts = [
    sidePart('commands', `I/O rate of ${drive.name}`, drive.readIops, drive.writeIops, readShare, 1),
    sidePart('bytes', `bandwidth of ${drive.name}`, drive.readBps, drive.writeBps, readShare, bytes),
  ];
  return parts.flatMap((found) =>
    found === null ? [] : [{ ...part(found.id, found.name, found.amount, exactly(count)), withinCommand: true }],
  );
}

/** Seconds of a drive that one I/O takes, of a mix of reads and writes. */
function sidePart(
  id: string,
  name: string,
  read: Constant | null,
  write: Constant | null,
  readShare: number,
  units: number,
): { readonly id: string; readonly name: string; readonly amount: Quantity } | null {
  const seconds = (ceiling: Constant | null, share: number): readonly Quantity[] =>
    ceiling === null || share === 0 ? [] : [{ ...quantity(ceiling), value: (share * units) / ceiling.value }];
  const amounts = [...seconds(read, readShare), ...seconds(write, 1 - readShare)];
  return amounts.length === 0 ? null : { id, name, amount: sum(...amounts) };
}

/** Time of an I/O beside the work and the waiting at resources. */
function pathNs(load: BlockLoad, parts: readonly Part[]): Quantity {
  const { path, drive, bytes, readShare } = load;
  if (endsInMemory(load)) return quantity(path.restNs);
  const command = commandNs(drive, bytes, readShare);
  const within = parts
    .filter(({ withinCommand }) => withinCommand === true)
    .reduce((all, { use, resource }) => all + (1e9 * use.amount.value) / resource.capacity.value, 0);
  const rest = sum(quantity(path.restNs), command);
  return { ...rest, value: Math.max(0, rest.value - within) };
}
