import type { BlockDemand, NetworkDemand } from '../../../model/demand';
import { pcieTlpGbps } from '../../../model/pcie';
import { type Bytes, type Gbps, GIB, type Iops, type MBps } from '../../../model/units';
import {
  commandBytes,
  packetsPerMbps,
  receiveBytes,
  tlpOverhead,
  transmitBytes,
  wirePerFrame,
} from '../hardware/packets';
import type { ConsolidationPath } from './consolidation-paths';
import type { Core } from '../hardware/processors';

/** VMs that are all alike, busy with what they want. */
export interface VmClass {
  readonly vcpus: number;
  readonly memoryBytes: Bytes;
  /** Absent: none. */
  readonly network?: Omit<NetworkDemand, 'kind'>;
  readonly block?: Omit<BlockDemand, 'kind' | 'queueDepth'>;
  /** Absent: one for each I/O, and for packets as many as moderation lets through on each of its queues. */
  readonly interruptsPerSecond?: number;
  /** VFs or devices of a VM, which may be a mean of several VMs; default 1 each of what it has a demand for. */
  readonly networkFunctions?: number;
  readonly driveFunctions?: number;
  /** Of a VM's VF or device; default 1 each. */
  readonly queuePairs?: number;
  /** MSI-X vectors of a VM's VF; default: its queue pairs and one more. */
  readonly vectors?: number;
}

/** A host with what its VMs share. null: not known, so that it stops nobody, which the answer says. */
export interface HostShape {
  readonly cores: number;
  /** Default: one of an unknown generation and clock. */
  readonly core?: Core;
  readonly memoryBytes: Bytes;
  /** What the VFs of its NICs share, and those of its drives. */
  readonly networkFunctions: FunctionPool;
  readonly driveFunctions: FunctionPool;
  /** Ports that VMs use, each way. */
  readonly linkGbps: Gbps | null;
  /** Slots of its NICs, and of its drives. */
  readonly networkSlots: readonly PcieSlot[] | null;
  readonly driveSlots: readonly PcieSlot[] | null;
  /** Of all its drives, with the reads and writes of these VMs. */
  readonly driveIops: Iops | null;
  readonly driveMBps: MBps | null;
  /** Slots that take a device for a VM alone. */
  readonly freeSlots: number | null;
}

/** VFs of all PFs of a class, and what they share. null: not known. */
export interface FunctionPool {
  readonly functions: number | null;
  readonly vectors: number | null;
  readonly queuePairs: number | null;
}

export interface PcieSlot {
  readonly speedGTs: number;
  readonly width: number;
}

/** How hosts are filled. */
export interface FillingRules {
  /** vCPUs for a core; 1: each has its own. */
  readonly vcpusPerCore: number;
  /** Cores and memory that the host keeps for itself. */
  readonly reservedCores: number;
  readonly reservedBytes: Bytes;
  /** Part of every rate that stays free, 0 to 1. */
  readonly headroom: number;
  /** Least time between two interrupts of a queue, in microseconds. */
  readonly moderationUs: number;
}

/** Memory of a VM beside its own. Source: Red Hat OpenShift Virtualization 4.15, installing, memory overhead. */
const MEMORY_OVERHEAD = { part: 0.002, bytes: 218 * 2 ** 20, bytesPerVcpu: 8 * 2 ** 20 } as const;

export const FILLING_DEFAULTS: FillingRules = {
  // Pinned, as latency needs it; OpenStack Nova shares a core among 16 (cpu_allocation_ratio) unless it is told otherwise.
  vcpusPerCore: 1,
  reservedCores: 2,
  // Red Hat OpenStack, hyper-converged guide: 4 GB for the host's own work; Nova alone keeps 512 MiB.
  reservedBytes: 4 * GIB,
  headroom: 0.1,
  // i40e and ice begin with 20 000 interrupts a second and queue (I40E_ITR_20K in i40e_txrx.h).
  moderationUs: 50,
};

/** One thing that there is only so much of. */
export interface Stop {
  readonly resource: StopName;
  readonly capacity: number;
  readonly perVm: number;
  readonly unit: string;
  /** VMs that it is enough for. */
  readonly vms: number;
}

/** What VFs share. */
type FunctionShare = 'VFs' | 'MSI-X vectors' | 'queue pairs';

export type StopName =
  | 'cores'
  | 'interrupts'
  | 'memory'
  | `${FunctionShare} of ${'NICs' | 'drives'}`
  | 'link'
  | 'PCIe of NICs'
  | 'PCIe of drives'
  | 'drive IOPS'
  | 'drive bandwidth'
  | 'slots';

/** What rounding may lose of a count. */
const ROUNDING = 1e-9;

/** How often `part` fits. */
export function times(capacity: number, part: number): number {
  return part <= 0 ? Number.POSITIVE_INFINITY : Math.floor(capacity / part + ROUNDING);
}

interface Need {
  readonly resource: StopName;
  readonly capacity: number | null;
  readonly perVm: number;
  readonly unit: string;
}

/** Everything but cores: what is known stops VMs, what is not is named. */
export function otherStops(host: HostShape, vm: VmClass, path: ConsolidationPath, rules: FillingRules) {
  const needs = [
    ...deviceNeeds(host, vm, path),
    ...networkNeeds(host, vm, path, rules),
    ...driveNeeds(host, vm, path, rules),
    memoryNeed(host, vm, rules),
  ].filter(({ perVm }) => perVm > 0);
  return {
    known: needs.flatMap((need): readonly Stop[] =>
      need.capacity === null ? [] : [{ ...need, capacity: need.capacity, vms: times(need.capacity, need.perVm) }],
    ),
    unknown: needs.filter(({ capacity }) => capacity === null).map(({ resource }) => resource),
  };
}

function memoryNeed(host: HostShape, { memoryBytes, vcpus }: VmClass, rules: FillingRules): Need {
  const { part, bytes, bytesPerVcpu } = MEMORY_OVERHEAD;
  return {
    resource: 'memory',
    capacity: Math.max(0, host.memoryBytes - rules.reservedBytes),
    perVm: memoryBytes * (1 + part) + bytes + vcpus * bytesPerVcpu,
    unit: 'bytes',
  };
}

function deviceNeeds(host: HostShape, vm: VmClass, { device }: ConsolidationPath): readonly Need[] {
  const { network, block, networkFunctions = 1, driveFunctions = 1, queuePairs = 1, vectors = queuePairs + 1 } = vm;
  if (device === 'shared') return [];
  if (device === 'whole') {
    const devices = (network === undefined ? 0 : networkFunctions) + (block === undefined ? 0 : driveFunctions);
    return [{ resource: 'slots', capacity: host.freeSlots, perVm: devices, unit: 'slots' }];
  }
  const from = (pool: FunctionPool, of: 'NICs' | 'drives', each: number): readonly Need[] => [
    { resource: `VFs of ${of}`, capacity: pool.functions, perVm: each, unit: 'VFs' },
    { resource: `queue pairs of ${of}`, capacity: pool.queuePairs, perVm: each * queuePairs, unit: 'queue pairs' },
    { resource: `MSI-X vectors of ${of}`, capacity: pool.vectors, perVm: each * vectors, unit: 'vectors' },
  ];
  return [
    ...(network === undefined ? [] : from(host.networkFunctions, 'NICs', networkFunctions)),
    ...(block === undefined ? [] : from(host.driveFunctions, 'drives', driveFunctions)),
  ];
}

function networkNeeds(
  host: HostShape,
  { network }: VmClass,
  { device }: ConsolidationPath,
  { headroom }: FillingRules,
): readonly Need[] {
  // A VM with a NIC of its own is stopped by slots, and by no other's port.
  if (network === undefined || device === 'whole') return [];
  const { txMbps, rxMbps, frameBytes } = network;
  const free = 1 - headroom;
  const link = (Math.max(txMbps, rxMbps) * wirePerFrame(frameBytes)) / 1000;
  const perSlot = (slot: PcieSlot) => {
    const tlp = tlpOverhead(slot.speedGTs);
    const [sent, received] = [transmitBytes(frameBytes, tlp), receiveBytes(frameBytes, tlp)];
    const [tx, rx] = [txMbps * packetsPerMbps(frameBytes), rxMbps * packetsPerMbps(frameBytes)];
    return Math.max(tx * sent.toHost + rx * received.toHost, tx * sent.toDevice + rx * received.toDevice);
  };
  return [
    { resource: 'link', capacity: host.linkGbps === null ? null : host.linkGbps * free, perVm: link, unit: 'Gbit/s' },
    pcieNeed('PCIe of NICs', host.networkSlots, free, perSlot),
  ];
}

function driveNeeds(host: HostShape, vm: VmClass, path: ConsolidationPath, rules: FillingRules): readonly Need[] {
  const { block } = vm;
  if (block === undefined) return [];
  const { iops, blockBytes, readShare } = block;
  const free = 1 - rules.headroom;
  const perSlot = (slot: PcieSlot) => {
    const bytes = commandBytes(blockBytes, readShare, tlpOverhead(slot.speedGTs));
    return iops * Math.max(bytes.toHost, bytes.toDevice);
  };
  // A VM with a drive of its own is stopped by slots, and by nobody else's drive.
  if (path.device === 'whole') return [];
  return [
    { resource: 'drive IOPS', capacity: reduced(host.driveIops, free), perVm: iops, unit: 'IOPS' },
    {
      resource: 'drive bandwidth',
      capacity: reduced(host.driveMBps, free),
      perVm: (iops * blockBytes) / 1e6,
      unit: 'MB/s',
    },
    pcieNeed('PCIe of drives', host.driveSlots, free, perSlot),
  ];
}

function reduced(capacity: number | null, factor: number): number | null {
  return capacity === null ? null : capacity * factor;
}

/** Bytes a second on the busier direction of all slots together; slots of different generations count by their own packets. */
function pcieNeed(
  resource: StopName,
  slots: readonly PcieSlot[] | null,
  free: number,
  bytesPerVm: (slot: PcieSlot) => number,
): Need {
  const [first] = slots ?? [];
  if (slots === null || first === undefined) return { resource, capacity: null, perVm: 1, unit: 'VMs' };
  let vms = 0;
  for (const slot of slots) {
    const gbps = pcieTlpGbps(slot.speedGTs, slot.width);
    if (gbps === null) return { resource, capacity: null, perVm: 1, unit: 'VMs' };
    vms += ((gbps * 1e9) / 8 / bytesPerVm(slot)) * free;
  }
  return { resource, capacity: vms, perVm: 1, unit: 'VMs' };
}
