import { OVS_KERNEL } from '../../../../lib/simulate/performance/network/paths';
import {
  exitlessGain,
  streamCores,
  streamThreadBusy,
} from '../../../../lib/simulate/performance/network/processor-time';
import { USUAL_PASS } from '../../../../lib/simulate/performance/hardware/nics';
import { nanoseconds } from '../../../../lib/simulate/performance/hardware/processors';
import { kernelPass } from '../../../../lib/simulate/performance/network/program';
import {
  exactly,
  type Quantity,
  quantity,
  quotient,
  scaled,
  sum,
} from '../../../../lib/simulate/performance/system/quantity';
import { latencies, rates } from '../../../../lib/simulate/performance/system/solve';
import { loadedRoundTripNs, streamNs, streamSystem } from '../../../../lib/simulate/performance/network/streams';
import { threadNs, vmFramesSystem } from '../../../../lib/simulate/performance/network/vm-frames';
import { switchSystem } from '../../../../lib/simulate/performance/network/virtual-switch';
import { estimateOf, mapped, total } from '../../answers';
import { NotTold, numberFact, textFact } from '../../facts';
import { nicNamed } from '../../hardware';
import type { Setup } from '../../rows';
import type { Kind } from '../kind';
import { chainsOf } from '../vm-net-chain';
import { framesOf, frameBytesOf, generatorOf } from './frames';
import { pathOf } from './path';
import { streamsOf } from './tcp';

export const vmNet: Kind = (setup, metric) => {
  switch (metric) {
    case 'maxRate':
    case 'aggregateRate':
      return rateOf(setup);
    case 'perVmRate':
      return mapped(rateOf(setup), (rate) => rate / (numberFact(setup, 'vms') ?? 1));
    case 'aggregateThroughput':
      return throughputOf(setup);
    case 'perVmThroughput':
      return rates(streamSystem(streamsOf(setup))).map((answer) => mapped(answer, (rate) => rate * 8))[0] ?? NOTHING;
    case 'latencyMean':
      return latencies(vmFramesSystem(framesOf(setup)))[0] ?? NOTHING;
    case 'latencyMeanUnderLoad':
      return underLoad(setup);
    case 'rttMean':
      return estimateOf(idleRoundTrip(setup), 'path');
    case 'guestTxCoreBusy':
      return guestBusy(setup);
    case 'hostIoThreadBusy':
      return threadBusy(setup);
    case 'cpuBusy':
      return cpuBusy(setup);
    case 'speedupMin':
    case 'speedupMax':
      return gainWithoutExits(setup);
    default:
      return { why: `no model of ${metric} of a VM's network` };
  }
};

const NOTHING = { why: 'nothing flows' } as const;

function isStream(setup: Setup): boolean {
  return /tcp|iperf3?,? one stream/.test(textFact(setup, 'workload')) && !/udp/.test(textFact(setup, 'workload'));
}

function rateOf(setup: Setup) {
  if (isSwitchedInUserSpace(setup)) return rates(switchSystem(chainsOf(setup)))[0] ?? NOTHING;
  return total(rates(vmFramesSystem(framesOf(setup))));
}

function isSwitchedInUserSpace(setup: Setup): boolean {
  return /vpp|dpdk/.test(textFact(setup, 'vswitch')) || /ovs-?dpdk/.test(textFact(setup, 'path'));
}

function throughputOf(setup: Setup) {
  if (isStream(setup)) return mapped(total(rates(streamSystem(streamsOf(setup)))), (rate) => rate * 8);
  const bytes = numberFact(setup, 'payloadBytes') ?? frameBytesOf(setup);
  return mapped(total(rates(vmFramesSystem(framesOf(setup)))), (rate) => rate * bytes * 8);
}

function underLoad(setup: Setup) {
  if (!isStream(setup)) return latencies(vmFramesSystem(framesOf(setup)))[0] ?? NOTHING;
  const ns = streamNs(streamsOf(setup));
  return estimateOf(loadedRoundTripNs(quotient(exactly(1e9), ns)), 'window of the stream');
}

/** Through both VMs, and where they are on two hosts through both NICs, asleep all along. */
function idleRoundTrip(setup: Setup): Quantity {
  const path = quantity(pathOf(setup).passNs);
  const placement = textFact(setup, 'placement');
  if (!/two hosts/.test(placement)) return path;
  const nic = sum(quantity(nicNamed(textFact(setup, 'nic'))?.passNs ?? USUAL_PASS), kernelPass(0));
  const overlay = /vxlan/.test(placement) ? [scaled(quantity(OVS_KERNEL.overlayNs), 2)] : [];
  const host = sum(path, nic, ...overlay);
  return sum(host, host);
}

const NO_THREAD = { why: 'no thread of the host is on the path' } as const;

/** Part of the time that each core of a VM's generator is busy. */
function guestBusy(setup: Setup) {
  const { offered, vms, core } = offeredFrames(setup);
  const each = offered / vms / (numberFact(setup, 'txCores') ?? 1);
  return busy(nanoseconds(quantity(generatorOf(setup)), core), each, 'core of the guest');
}

/** Part of the time that the thread of each VM, or of each stream, is busy. */
function threadBusy(setup: Setup) {
  return isStream(setup) ? streamBusy(setup) : framesBusy(setup);
}

function streamBusy(setup: Setup) {
  const streams = streamsOf(setup);
  const [first = NOTHING] = rates(streamSystem(streams));
  if ('why' in first) return first;
  const part = streamThreadBusy(streams, first.value);
  return part === null ? NO_THREAD : atMostAll(estimateOf(part, first.bottleneck));
}

/** What a VM's thread carries is what is offered to it or what the way lets through, whichever is less. */
function framesBusy(setup: Setup) {
  const frames = offeredFrames(setup);
  const ns = threadNs(frames);
  if (ns === null) return NO_THREAD;
  const [first = NOTHING] = rates(vmFramesSystem(frames));
  return 'why' in first ? first : busy(ns, first.value, 'thread of the host');
}

function offeredFrames(setup: Setup) {
  const frames = framesOf(setup);
  if (Number.isFinite(frames.offered)) return frames;
  throw new NotTold('the set-up does not tell offeredMpps, and how busy a core is depends on it');
}

function busy(ns: Quantity, framesPerSecond: number, where: string) {
  return atMostAll(estimateOf(scaled(ns, framesPerSecond / 1e9), where));
}

function atMostAll(part: ReturnType<typeof estimateOf>) {
  return mapped(part, (value) => Math.min(1, value));
}

/** Cores of both ends of streams through one card. */
function cpuBusy(setup: Setup) {
  if (!isStream(setup)) return { why: 'no model of the cores that traffic other than streams keeps busy' };
  const streams = streamsOf(setup);
  const [first] = rates(streamSystem(streams));
  if (first === undefined || 'why' in first) return first ?? NOTHING;
  return estimateOf(streamCores(streams, first.value), 'cores of both ends');
}

function gainWithoutExits(setup: Setup) {
  const gain = exitlessGain(pathOf(setup));
  return gain === null ? NO_THREAD : estimateOf(gain, 'exits');
}
