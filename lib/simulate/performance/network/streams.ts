import type { Bytes, Gbps } from '../../../model/units';
import { disturbance } from '../system/disturbance';
import { BUSY_POLL, type NetworkPath, OVS_KERNEL } from './paths';
import { tcpWireUse } from './tcp';
import type { NicFamily } from '../hardware/nics';
import { type Core, nanoseconds, SMT_GAIN } from '../hardware/processors';
import { type Constant, exactly, product, type Quantity, quantity, quotient, scaled } from '../system/quantity';
import type { Flow, Resource, System, Use } from '../system/system';

/** Bulk TCP, one stream for each pair of ends. */
export interface Streams {
  readonly path: NetworkPath;
  readonly pairs: number;
  readonly core: Core;
  readonly mtu: Bytes;
  /** null: the stream stays on the host. */
  readonly linkGbps: Gbps | null;
  /** Bytes that a tunnel adds to each packet; 0: none. */
  readonly tunnelBytes: Bytes;
  /** The card whose internal switch the stream goes through, where both ends are VFs of one port. */
  readonly switchNic: NicFamily | null;
  /** Whether the kernel switches between representors what the card could. */
  readonly switchedByKernel: boolean;
  /** Whether the stream comes from a wire in frames of 1500 bytes, rather than in segments of a neighbour. */
  readonly fromWire: boolean;
  readonly busyPoll: boolean;
  /** Part of the bytes that guests send, where that is told: from 0 to 1. */
  readonly sentByGuests: number | null;
  /** Whether the kernel protects the processor from its own speculation at each entry. */
  readonly protectedBySoftware: boolean;
  /** Cores that all pairs share; null: not known. */
  readonly hostCores: number | null;
}

/** Threads that a pair keeps busy: an application and a thread of the host at each end. */
const THREADS_A_PAIR = 4;

const TURBO: Constant = {
  name: 'clock of a core alone over that of all cores',
  value: 0.14,
  unit: 'ratio',
  spread: 0.3,
  source: 'Intel ARK, Xeon E5 v3: 3.3 and 2.9 GHz',
};

/** Data and acknowledgements, each in and out of the card's memory, beside frames that are posted in one way only. */
const TCP_THROUGH_SWITCH: Constant = {
  name: 'TCP through the internal switch of a NIC',
  value: 0.57,
  unit: 'ratio',
  spread: 0.08,
  source: 'laboratory notebook on E810 VFs with OVS offload: 72 of 126 Gbit/s',
};

/** Seen on Skylake, Cascade Lake and Neoverse N1: 0.81 to 0.93 of the throughput. */
const SENDING: Constant = {
  name: 'TCP that a guest sends beside TCP that it receives',
  value: 1.12,
  unit: 'ratio',
  spread: 0.04,
  source: 'Firecracker performance baselines',
};

/** Page tables of their own for the kernel, and buffers that are flushed, where the processor has no protection. */
const PROTECTION: Constant = {
  name: 'TCP on a processor that the kernel protects',
  value: 1.13,
  unit: 'ratio',
  spread: 0.05,
  source: 'Firecracker performance baselines, Skylake beside Cascade Lake',
};

/** Bytes that are on their way in a stream that nothing but its window limits. */
const WINDOW: Constant = {
  name: 'window of a bulk TCP stream of Linux',
  value: 1.6e6,
  unit: 'byte',
  spread: 0.2,
  source: 'OpenStack performance documentation (Shaker): round trips under load times throughput',
};

/** A flow for each pair; rates are bytes of payload a second. */
export function streamSystem(streams: Streams): System {
  const shared = sharedUses(streams);
  const own = exactly(1e9);
  const ns = streamNs(streams);
  const factor = disturbance([
    ns.value / 1e9,
    ...shared
      .filter(({ resource }) => resource.id !== 'wire')
      .map(({ resource, amount }) => (streams.pairs * amount.value) / resource.capacity.value),
  ]);
  const flows: Flow[] = [];
  const resources: Resource[] = shared.map(({ resource }) => resource);
  for (let pair = 0; pair < streams.pairs; pair += 1) {
    const id = `thread ${pair}`;
    resources.push({ id, name: threadName(streams), capacity: own });
    const uses: Use[] = [
      { resource: id, amount: scaled(ns, factor) },
      ...shared.map(({ resource, amount }) => ({ resource: resource.id, amount: scaled(amount, factor) })),
    ];
    flows.push({ id: `pair ${pair}`, load: { kind: 'open', offered: Infinity }, pathNs: exactly(0), uses });
  }
  return { resources, flows };
}

/** Round trip of a small packet beside the stream, whose window stands in the queues (Little's law). */
export function loadedRoundTripNs(bytesPerSecond: Quantity): Quantity {
  return scaled(quotient(quantity(WINDOW), bytesPerSecond), 1e9);
}

function threadName({ path }: Streams): string {
  return path.thread ?? 'TCP of the guest';
}

/** Nanoseconds of the slowest thread of a pair for a byte. */
export function streamNs(streams: Streams): Quantity {
  const { path, core, fromWire, busyPoll, protectedBySoftware, sentByGuests } = streams;
  const cost = quantity(fromWire ? path.wireStream : path.stream);
  const factors = [
    ...(busyPoll ? [quantity(BUSY_POLL)] : []),
    ...(protectedBySoftware ? [quantity(PROTECTION)] : []),
    ...(path.thread === null || fromWire || sentByGuests === null ? [] : [sending(sentByGuests)]),
  ];
  return product(nanoseconds(product(cost, ...factors), core), slowdown(streams));
}

/** What is sent through a thread of the host costs it more than what is received; the middle is 1. */
function sending(part: number): Quantity {
  return { ...quantity(SENDING), value: SENDING.value ** (part - 0.5) };
}

/** Of cores that lose their turbo clock as others are busy, or that two threads share. */
function slowdown({ hostCores, pairs }: Streams): Quantity {
  if (hostCores === null) return exactly(1);
  const busy = (THREADS_A_PAIR * pairs) / hostCores;
  const clock = { ...quantity(TURBO), value: 1 + TURBO.value * Math.min(1, busy), spread: TURBO.value * TURBO.spread };
  const contended = Math.max(1, busy / SMT_GAIN.value);
  return scaled(clock, contended);
}

interface SharedUse {
  readonly resource: Resource;
  readonly amount: Quantity;
}

function sharedUses(streams: Streams): SharedUse[] {
  const { linkGbps, mtu, tunnelBytes, switchNic, switchedByKernel, core } = streams;
  const uses: SharedUse[] = [];
  const add = (id: string, name: string, capacity: Quantity, amount: Quantity) =>
    uses.push({ resource: { id, name, capacity }, amount });
  if (linkGbps !== null) {
    add('wire', 'wire', exactly((linkGbps * 1e9) / 8), tcpWireUse(mtu, tunnelBytes));
  }
  if (switchedByKernel) {
    add('kernel', 'kernel datapath of OVS', exactly(1e9), nanoseconds(quantity(OVS_KERNEL.stream), core));
  } else if (switchNic?.switchBps) {
    const capacity = product(quantity(switchNic.switchBps), quantity(TCP_THROUGH_SWITCH));
    add('switch', 'internal switch of the card', scaled(capacity, 1 / 8), exactly(1));
  }
  return uses;
}
