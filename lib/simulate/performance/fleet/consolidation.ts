import { packetsPerMbps } from '../hardware/packets';
import {
  FILLING_DEFAULTS,
  type FillingRules,
  type HostShape,
  otherStops,
  type Stop,
  type StopName,
  times,
  type VmClass,
} from './consolidation-needs';
import { type ConsolidationPath, ioNs, packetNs } from './consolidation-paths';
import type { Core } from '../hardware/processors';
import {
  type Constant,
  EIGHTY_PERCENT,
  exactly,
  type Quantity,
  scaled,
  shifted,
  sum,
  termsOf,
} from '../system/quantity';

/** How many VMs of one class a host carries, and what stops the next one. */

export interface Consolidation {
  /** VMs that fit, and the ends of the 80 % interval. */
  readonly vms: number;
  readonly low: number;
  readonly high: number;
  /** What the next VM would not find, and everything in the order in which it ends. */
  readonly stoppedBy: StopName;
  readonly stops: readonly Stop[];
  /** What would count and is not known of the host. */
  readonly unknown: readonly StopName[];
  readonly terms: readonly Constant[];
}

/**
 * The largest number of VMs of a class that a host carries over a path.
 * @throws RangeError of cores, vCPUs, memory or rules that nothing has
 */
export function vmsPerHost(
  host: HostShape,
  vm: VmClass,
  path: ConsolidationPath,
  rules: Partial<FillingRules> = {},
): Consolidation {
  const filling = { ...FILLING_DEFAULTS, ...rules };
  check(host, vm, filling);
  const work = workOf(vm, path, filling, host.core ?? USUAL_CORE);
  const { known, unknown } = otherStops(host, vm, path, filling);
  const at = (deviations: number) => [coreStop(host, filling, work, path, deviations), ...known];
  const stops = [...at(0)].sort((a, b) => a.vms - b.vms);
  const [first] = stops;
  if (first === undefined) throw new RangeError('a host has cores');
  return {
    vms: first.vms,
    low: least(at(EIGHTY_PERCENT)),
    high: least(at(-EIGHTY_PERCENT)),
    stoppedBy: first.resource,
    stops,
    unknown,
    terms: termsOf([work.packets, work.ios, work.interrupts]),
  };
}

/** @throws RangeError of a number that no host, VM or rule has */
function check(host: HostShape, { vcpus, memoryBytes }: VmClass, { vcpusPerCore, headroom }: FillingRules): void {
  const positive = {
    'cores of the host': host.cores,
    'vCPUs of a VM': vcpus,
    'memory of a VM': memoryBytes,
    vcpusPerCore,
  };
  for (const [name, value] of Object.entries(positive)) {
    if (!(value > 0 && Number.isFinite(value))) throw new RangeError(`${name}: ${value} is no number above 0`);
  }
  if (!(headroom >= 0 && headroom < 1)) throw new RangeError(`headroom: ${headroom} is not from 0 to below 1`);
}

function least(stops: readonly Stop[]): number {
  return Math.min(...stops.map(({ vms }) => vms));
}

/** Parts of a core that one VM takes. */
interface Work {
  readonly vcpus: number;
  readonly packets: Quantity;
  readonly ios: Quantity;
  readonly interrupts: Quantity;
}

const USUAL_CORE: Core = { generation: 'other', clockGHz: null };

function workOf(vm: VmClass, path: ConsolidationPath, rules: FillingRules, core: Core): Work {
  const { network, block } = vm;
  return {
    vcpus: vm.vcpus / rules.vcpusPerCore,
    packets: network === undefined ? exactly(0) : packetWork(network, path, core),
    ios: block === undefined ? exactly(0) : scaled(ioNs(path, block.readShare), block.iops / 1e9),
    interrupts: scaled(path.interruptNs, interruptsOf(vm, rules) / 1e9),
  };
}

function packetWork(network: NonNullable<VmClass['network']>, path: ConsolidationPath, core: Core): Quantity {
  const { txMbps, rxMbps, frameBytes } = network;
  const pps = packetsPerMbps(frameBytes);
  return sum(
    scaled(packetNs(path, 'transmit', frameBytes, core), (txMbps * pps) / 1e9),
    scaled(packetNs(path, 'receive', frameBytes, core), (rxMbps * pps) / 1e9),
  );
}

function packetsOf({ network }: Pick<VmClass, 'network'>): number {
  return network === undefined ? 0 : (network.txMbps + network.rxMbps) * packetsPerMbps(network.frameBytes);
}

/** Interrupts a second of the devices of one VM. */
export function interruptsOf(
  vm: Pick<VmClass, 'network' | 'block' | 'queuePairs' | 'interruptsPerSecond'>,
  { moderationUs }: Pick<FillingRules, 'moderationUs'>,
): number {
  const most = moderationUs === 0 ? Number.POSITIVE_INFINITY : (1e6 / moderationUs) * (vm.queuePairs ?? 1);
  return vm.interruptsPerSecond ?? Math.min(packetsOf(vm), most) + (vm.block?.iops ?? 0);
}

/** Cores; named after interrupts where these take more of them than the vCPUs do. */
function coreStop(host: HostShape, rules: FillingRules, work: Work, path: ConsolidationPath, deviations: number): Stop {
  const capacity = Math.max(0, host.cores - rules.reservedCores) * (1 - rules.headroom);
  const interrupts = shifted(work.interrupts, deviations);
  const carried = shifted(sum(work.packets, work.ios), deviations);
  const own = work.vcpus + interrupts;
  const resource = interrupts > work.vcpus && interrupts > carried ? 'interrupts' : 'cores';
  const perVm = own + carried;
  const vms = path.polls ? mostWithWholeCores(capacity, own, carried) : times(capacity, perVm);
  return { resource, capacity, perVm, unit: 'cores', vms };
}

/** Polling cores are whole ones: the most VMs that any number of these and the cores that are left are enough for. */
function mostWithWholeCores(capacity: number, own: number, carried: number): number {
  if (carried <= 0) return times(capacity, own);
  let most = 0;
  for (let polling = 1; polling <= capacity; polling += 1) {
    most = Math.max(most, Math.min(times(polling, carried), times(capacity - polling, own)));
  }
  return most;
}
