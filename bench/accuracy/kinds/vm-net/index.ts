import { EXIT, OVS_KERNEL } from '../../../../lib/simulate/performance/network-paths';
import { USUAL_PASS } from '../../../../lib/simulate/performance/nics';
import { nanoseconds } from '../../../../lib/simulate/performance/processors';
import { kernelPass } from '../../../../lib/simulate/performance/program';
import { exactly, type Quantity, quantity, quotient, scaled, sum } from '../../../../lib/simulate/performance/quantity';
import { latencies, rates } from '../../../../lib/simulate/performance/solve';
import { loadedRoundTripNs, streamNs, streamSystem } from '../../../../lib/simulate/performance/streams';
import { threadNs, vmFramesSystem } from '../../../../lib/simulate/performance/vm-frames';
import { switchSystem } from '../../../../lib/simulate/performance/virtual-switch';
import { estimateOf, mapped, total } from '../../answers';
import { neededNumber, numberFact, textFact } from '../../facts';
import { coreOf, nicNamed } from '../../hardware';
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
      return busy(setup, nanoseconds(quantity(generatorOf(setup)), coreOf(setup)), 'core of the guest');
    case 'hostIoThreadBusy':
      return threadBusy(setup);
    case 'cpuBusy':
      return cpuBusy(setup);
    case 'speedupMin':
    case 'speedupMax':
      return exitlessGain(setup);
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

function busy(setup: Setup, ns: Quantity, where: string) {
  return estimateOf(scaled(ns, neededNumber(setup, 'offeredMpps') / 1e3), where);
}

/** Of a stream that its guest stops a little before the thread of the host would. */
function threadBusy(setup: Setup) {
  if (!isStream(setup)) {
    const ns = threadNs(framesOf(setup));
    return ns === null ? { why: 'no thread of the host is on the path' } : busy(setup, ns, 'thread of the host');
  }
  return estimateOf(quantity(STREAM_THREAD_BUSY), 'guest');
}

/** Share of an I/O thread's time while the guest and it take nearly the same for a stream. */
const STREAM_THREAD_BUSY = {
  name: 'I/O thread under a stream that the guest stops',
  value: 0.91,
  unit: 'ratio',
  spread: 0.04,
  source: 'Firecracker performance baselines',
} as const;

/** Cores of both ends of streams through one card. */
function cpuBusy(setup: Setup) {
  const streams = streamsOf(setup);
  const [first] = rates(streamSystem(streams));
  if (first === undefined || 'why' in first) return first ?? NOTHING;
  const share = (first.value * streamNs(streams).value) / 1e9;
  // A stream that waits more is served in smaller pieces, which cost more.
  return estimateOf(scaled(quantity(CORES_A_STREAM), streams.pairs * Math.sqrt(share)), 'cores of both ends');
}

const CORES_A_STREAM = {
  name: 'cores that both ends of a TCP stream keep busy at full rate',
  value: 3,
  unit: 'cores',
  spread: 0.2,
  source: 'laboratory notebook on E810 VFs with OVS offload',
} as const;

/** What paravirtual I/O gains when a core of its own polls and no exit is left, with batches that are usual. */
function exitlessGain(setup: Setup) {
  const { receive, transmit, exits } = pathOf({ ...setup, path: 'vhost-net' });
  if (receive === null || transmit === null) return { why: 'no thread of the host is on the path' };
  const exitless = sum(quantity(receive), quantity(transmit));
  const notified = scaled(quantity(EXIT), exits / NOTIFIED_BATCH);
  return estimateOf(quotient(sum(exitless, notified), exitless), 'exits');
}

/** Frames for one notification under load. */
const NOTIFIED_BATCH = 4;
