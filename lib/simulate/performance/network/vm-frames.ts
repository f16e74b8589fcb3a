import type { Bytes, Gbps } from '../../../model/units';
import { cardCeilings, hasCeiling, type Way, wireOf } from '../hardware/nic-ceilings';
import { BRIDGE, BRIDGE_OVERLOADED, EXIT, type NetworkPath } from './paths';
import { type NicFamily, USUAL_PASS } from '../hardware/nics';
import { type Core, nanoseconds } from '../hardware/processors';
import { kernelPass } from './program';
import { exactly, product, type Quantity, quantity, scaled, sum } from '../system/quantity';
import type { Flow, Limit, Resource, System, Use } from '../system/system';

/** Frames of one size between a wire and some VMs. */
export interface VmFrames {
  readonly path: NetworkPath;
  readonly vms: number;
  /** `both`: what a VM receives it sends, and the rate is that of frames received and sent. */
  readonly direction: 'transmit' | 'receive' | 'both';
  readonly frameBytes: Bytes;
  /** Program in each VM, in reference cycles a frame; null: it is not what stops anything. */
  readonly guest: { readonly cycles: Quantity; readonly driver: 'poll' | 'interrupt' } | null;
  readonly core: Core;
  /** Of all VMs together. */
  readonly offered: number;
  /** null: not known. */
  readonly linkGbps: Gbps | null;
  readonly nic: NicFamily | null;
  /** Whether the VM has a VF, which may have a ceiling of its own, or the whole device. */
  readonly isVf: boolean;
  readonly hasBridge: boolean;
  readonly withoutLoss: boolean;
}

/** Frames that a ring of a VM holds: the usual length of virtio and of Intel's drivers. */
export const RING_FRAMES = 512;

/** Offered so many times what a thread can do, the kernel works for frames that it drops. */
const OVERLOAD = 5;

/** Waits before a thread or a core whose work is regular are half of random ones. */
export const REGULAR = 0.5;

/** All VMs share one port. */
const PORTS = 1;

/** A flow for each VM. */
export function vmFramesSystem(frames: VmFrames): System {
  const shared = sharedResources(frames);
  const resources = [...shared.resources];
  const flows: Flow[] = [];
  for (let vm = 0; vm < frames.vms; vm += 1) {
    const own = ownResources(frames, vm);
    resources.push(...own.resources);
    flows.push({
      id: `VM ${vm}`,
      load: { kind: 'open', offered: frames.offered / frames.vms },
      pathNs: pathOf(frames),
      uses: [...own.uses, ...shared.uses],
      limits: limitsOf(frames),
      queueLength: RING_FRAMES,
    });
  }
  return { resources, flows };
}

/** Nanoseconds that the thread of the host works for a frame; null where none does. */
export function threadNs(frames: VmFrames): Quantity | null {
  const { path, direction, frameBytes, guest } = frames;
  if (path.receive === null || path.transmit === null) return null;
  const { receive, transmit } = path;
  const ways = direction === 'both' ? [receive, transmit] : [direction === 'receive' ? receive : transmit];
  const copied = path.byte === null ? [] : [scaled(quantity(path.byte), ways.length * Math.max(0, frameBytes - 64))];
  const notified = direction === 'both' && guest?.driver === 'interrupt' ? [scaled(quantity(EXIT), path.exits)] : [];
  return nanoseconds(sum(...ways.map(quantity), ...copied, ...notified), frames.core);
}

interface Part {
  readonly resources: readonly Resource[];
  readonly uses: readonly Use[];
}

function ownResources(frames: VmFrames, vm: number): Part {
  const { path, guest, core, nic, isVf, direction } = frames;
  const parts: [id: string, name: string, capacity: Quantity, amount: Quantity, variability: number][] = [];
  const thread = threadNs(frames);
  if (thread !== null) parts.push([`thread ${vm}`, path.thread ?? 'host', exactly(1e9), thread, REGULAR]);
  if (guest !== null) {
    parts.push([`guest ${vm}`, 'core of the guest', exactly(1e9), nanoseconds(guest.cycles, core), REGULAR]);
  }
  const ceiling = isVf && direction === 'both' ? nic?.vfPps : null;
  if (ceiling) parts.push([`VF ${vm}`, `packet rate of a VF (${ceiling.name})`, quantity(ceiling), exactly(1), 1]);
  return {
    resources: parts.map(([id, name, capacity, , variability]) => ({ id, name, capacity, variability })),
    uses: parts.map(([resource, , , amount]) => ({ resource, amount })),
  };
}

function sharedResources(frames: VmFrames): Part {
  const { linkGbps, frameBytes, nic, hasBridge, core, direction } = frames;
  const resources: Resource[] = [];
  const uses: Use[] = [];
  const add = (id: string, name: string, capacity: Quantity, amount: Quantity) => {
    resources.push({ id, name, capacity, variability: REGULAR });
    uses.push({ resource: id, amount });
  };
  const way: Way = direction === 'both' ? 'both-ways' : 'one-way';
  if (linkGbps !== null) {
    add('wire', 'wire', exactly((linkGbps * 1e9) / 8), wireOf(frameBytes, hasCeiling(nic, way)));
  }
  const card = cardCeilings(nic, PORTS, way);
  resources.push(...card.resources.map((resource) => ({ ...resource, variability: REGULAR })));
  uses.push(...card.uses);
  if (hasBridge) {
    const cost = isOverloaded(frames) ? BRIDGE_OVERLOADED : BRIDGE;
    add('bridge', 'softirq of the bridge', exactly(1e9), nanoseconds(quantity(cost), core));
  }
  return { resources, uses };
}

function isOverloaded(frames: VmFrames): boolean {
  const bridge = nanoseconds(quantity(BRIDGE), frames.core).value;
  return frames.direction !== 'transmit' && frames.offered < Infinity && frames.offered * bridge > OVERLOAD * 1e9;
}

function limitsOf(frames: VmFrames): readonly Limit[] {
  const thread = threadNs(frames);
  const { withoutLoss } = frames.path;
  if (!frames.withoutLoss || thread === null || withoutLoss === null) return [];
  const rate = product(quantity(withoutLoss), { ...thread, value: 1e9 / thread.value });
  return [{ name: `${frames.path.thread ?? 'host'} without loss`, rate }];
}

function pathOf({ path, guest, nic, offered }: VmFrames): Quantity {
  const pass = sum(quantity(nic?.passNs ?? USUAL_PASS), quantity(path.passNs));
  return guest?.driver === 'interrupt' ? sum(pass, kernelPass(offered)) : pass;
}
