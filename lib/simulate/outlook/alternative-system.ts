import { FILLING_DEFAULTS } from '../performance/fleet/consolidation-needs';
import { type ConsolidationPath, ioNs, packetNs } from '../performance/fleet/consolidation-paths';
import { USUAL_PASS } from '../performance/hardware/nics';
import { kernelPass } from '../performance/network/program';
import { REGULAR, RING_FRAMES } from '../performance/network/vm-frames';
import { exactly, type Quantity, quantity, sum } from '../performance/system/quantity';
import type { Flow, Resource, System, Use } from '../performance/system/system';
import type { HostPrediction } from '../traffic/prediction';
import type { Declared, DeclaredFrames, DeclaredIos } from './declared';
import type { Hardware } from './hardware';
import { frameUses, ioUses } from './uses';

/** What all flows of an alternative share. */
export interface AlternativeHost {
  readonly path: ConsolidationPath;
  readonly prediction: HostPrediction;
  readonly hardware: Hardware;
  /** Cores that vCPUs leave to the host; null: not known, and taken to be enough. */
  readonly freeCores: number | null;
}

/**
 * The VMs of a host over another path: a flow for each direction of a VF of a NIC, and for each of a drive. Wire, slots and
 * drives are those of the prediction, and a device of its own has them for itself.
 */
export function alternativeSystem(
  { path, prediction, hardware, freeCores }: AlternativeHost,
  { frames, ios }: Declared,
  guestPass: (framesPerSecond: number) => Quantity = kernelPass,
): System {
  const resources = new Map<string, Resource>(
    prediction.resources.map((resource) => [
      resource.id,
      { id: resource.id, name: resource.description, capacity: hardware.capacityOf(resource), variability: REGULAR },
    ]),
  );
  if (freeCores !== null) addCores(resources, path, freeCores);
  const flows = [
    ...frames.map((of) => frameFlow(of, path, hardware, resources, guestPass)),
    ...ios.map((of) => ioFlow(of, path, hardware, resources)),
  ];
  return { resources: [...resources.values()], flows };
}

const CORES = 'cores';

/** Threads that poll have whole cores. */
function addCores(resources: Map<string, Resource>, { polls }: ConsolidationPath, free: number): void {
  const cores = Math.max(FILLING_DEFAULTS.reservedCores, polls ? Math.floor(free) : free);
  resources.set(CORES, {
    id: CORES,
    name: 'cores that vCPUs leave to the host',
    capacity: exactly(1e9 * cores),
    servers: Math.max(1, Math.floor(cores)),
  });
}

/** Nanoseconds of the host for a frame, its switch included. */
export function frameNs(path: ConsolidationPath, { side, traffic }: DeclaredFrames, hardware: Hardware): Quantity {
  return packetNs(path, side === 'tx' ? 'transmit' : 'receive', traffic.frameBytes, hardware.core);
}

/** Of a frame and its answer, `rx` has the whole way, and `tx` its waits alone. */
function frameFlow(
  of: DeclaredFrames,
  path: ConsolidationPath,
  hardware: Hardware,
  resources: Map<string, Resource>,
  guestPass: (framesPerSecond: number) => Quantity,
): Flow {
  const { id, pf, side, traffic, framesPerSecond, bothPerSecond } = of;
  const pass = sum(quantity(hardware.nicOf(pf)?.passNs ?? USUAL_PASS), quantity(path.network.passNs));
  return {
    id: `${id} ${side}`,
    load: { kind: 'open', offered: framesPerSecond },
    pathNs: side === 'rx' ? sum(pass, guestPass(bothPerSecond)) : exactly(0),
    uses: usesOf(id, frameUses(pf, traffic, side, hardware), path, resources, {
      name: path.network.thread,
      own: frameNs({ ...path, bridge: null }, of, hardware),
      all: frameNs(path, of, hardware),
    }),
    queueLength: RING_FRAMES,
  };
}

function ioFlow(of: DeclaredIos, path: ConsolidationPath, hardware: Hardware, resources: Map<string, Resource>): Flow {
  const { id, pf, traffic, iops } = of;
  const work = ioNs(path, traffic.readShare);
  return {
    id,
    load: { kind: 'open', offered: iops },
    pathNs: exactly(0),
    uses: usesOf(id, ioUses(pf, traffic, hardware), path, resources, {
      name: path.block.thread?.name ?? null,
      own: work,
      all: work,
    }),
    queueLength: traffic.queueDepth,
  };
}

/** Work of the host for a frame or an I/O. */
interface HostWork {
  /** null: there is no thread. */
  readonly name: string | null;
  /** Of the thread of the VM. */
  readonly own: Quantity;
  readonly all: Quantity;
}

function usesOf(
  id: string,
  shared: readonly Use[],
  { device, polls }: ConsolidationPath,
  resources: Map<string, Resource>,
  work: HostWork,
): Use[] {
  const uses: Use[] = [];
  for (const use of shared) {
    const known = resources.get(use.resource);
    if (known === undefined || use.amount.value === 0) continue;
    if (device !== 'whole') {
      uses.push(use);
      continue;
    }
    const own = `${id} ${use.resource}`;
    resources.set(own, { ...known, id: own });
    uses.push({ ...use, resource: own });
  }
  if (work.name === null || work.all.value === 0) return uses;
  if (resources.has(CORES)) uses.push({ resource: CORES, amount: work.all });
  // Cores that poll serve all VMs; other threads are those of one.
  if (!polls) {
    const thread = `${id} thread`;
    resources.set(thread, { id: thread, name: work.name, capacity: exactly(1e9), variability: REGULAR });
    uses.push({ resource: thread, amount: work.own });
  }
  return uses;
}
