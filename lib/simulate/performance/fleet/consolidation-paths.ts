import type { Bytes } from '../../../model/units';
import type { BlockPath } from '../block/path';
import { BLOCK_PATHS } from '../block/paths';
import { EXIT_CLASSES } from '../hardware/exits';
import { BRIDGE, NETWORK_PATHS, type NetworkPath } from '../network/paths';
import { type Core, nanoseconds } from '../hardware/processors';
import { type Constant, exactly, type Quantity, quantity, scaled, sum } from '../system/quantity';

/** What an alternative of giving I/O to VMs takes of its host, for each packet, I/O and interrupt. */
export interface ConsolidationPath {
  readonly name: string;
  /** What each VM needs of devices: a VF, a share of what the host has, or a device of its own in a slot of its own. */
  readonly device: 'function' | 'shared' | 'whole';
  /** Way of the VMs to the network, and what the host switches packets with; null: the device switches. */
  readonly network: NetworkPath;
  readonly bridge: Constant | null;
  /** Whether the host's part polls: its cores are whole ones, and do nothing else. */
  readonly polls: boolean;
  /** Work of the host for an interrupt of a VM. */
  readonly interruptNs: Quantity;
  /** Way of the VMs to drives. */
  readonly block: BlockPath;
}

/** An interrupt that is not posted takes the vCPU out of its guest, and its end does every other time. */
const INJECTED = sum(
  quantity(EXIT_CLASSES.interrupt.handlingNs),
  scaled(quantity(EXIT_CLASSES.kernel.handlingNs), 0.5),
);

export const CONSOLIDATION_PATHS = {
  'vf-posted': {
    name: 'a VF for each VM, interrupts posted',
    device: 'function',
    network: NETWORK_PATHS.vf,
    bridge: null,
    polls: false,
    // Posted interrupts reach a running vCPU without an exit (Intel VT-d, section 5.2.4; AMD IOMMU, guest virtual APIC).
    interruptNs: exactly(0),
    block: BLOCK_PATHS['whole-function'],
  },
  vf: {
    name: 'a VF for each VM, interrupts injected by the host',
    device: 'function',
    network: NETWORK_PATHS.vf,
    bridge: null,
    polls: false,
    interruptNs: INJECTED,
    block: BLOCK_PATHS['whole-function'],
  },
  'vhost-user': {
    name: 'polling switch and target of the host',
    device: 'shared',
    network: NETWORK_PATHS['vhost-user'],
    bridge: null,
    polls: true,
    interruptNs: INJECTED,
    block: BLOCK_PATHS['vhost-user'],
  },
  vhost: {
    name: 'vhost-net and I/O threads',
    device: 'shared',
    network: NETWORK_PATHS['vhost-net'],
    bridge: BRIDGE,
    polls: false,
    interruptNs: INJECTED,
    block: BLOCK_PATHS['vmm-thread'],
  },
  emulated: {
    name: 'emulated devices',
    device: 'shared',
    network: NETWORK_PATHS.e1000,
    bridge: BRIDGE,
    polls: false,
    interruptNs: quantity(EXIT_CLASSES['user-space'].handlingNs),
    block: BLOCK_PATHS['emulated-ahci'],
  },
  'device-each': {
    name: 'a device for each VM, interrupts posted',
    device: 'whole',
    network: NETWORK_PATHS.vf,
    bridge: null,
    polls: false,
    interruptNs: exactly(0),
    block: BLOCK_PATHS['whole-function'],
  },
} as const satisfies Record<string, ConsolidationPath>;

export type ConsolidationPathName = keyof typeof CONSOLIDATION_PATHS;

/** Frame whose bytes are within the fixed part of a way's costs. */
const SMALLEST: Bytes = 64;

/** Nanoseconds of a host core for one packet into a VM or out of it. */
export function packetNs(
  path: ConsolidationPath,
  way: 'receive' | 'transmit',
  frameBytes: Bytes,
  core: Core,
): Quantity {
  const { network, bridge } = path;
  const fixed = [network[way], bridge].flatMap((cost) => (cost === null ? [] : [quantity(cost)]));
  const copied = network.byte === null ? [] : [scaled(quantity(network.byte), Math.max(0, frameBytes - SMALLEST))];
  return fixed.length === 0 ? exactly(0) : nanoseconds(sum(...fixed, ...copied), core);
}

/** Nanoseconds of a host core for one I/O. */
export function ioNs({ block }: ConsolidationPath, readShare: number): Quantity {
  const { thread } = block;
  if (thread === null) return exactly(0);
  return sum(scaled(quantity(thread.readNs), readShare), scaled(quantity(thread.writeNs), 1 - readShare));
}
