import type { Inventory } from '../../inventory/inventory';
import { GIB } from '../../model/units';
import { type Alternative, alternatives } from '../performance/fleet/alternatives';
import type { FunctionPool, HostShape, PcieSlot, VmClass } from '../performance/fleet/consolidation-needs';
import { pciDeviceOf } from '../traffic/resource-ids';
import type { PfPrediction } from '../traffic/prediction';
import type { Hardware } from './hardware';
import type { ComparedVms, OutlookQuestion } from './outlook';
import type { VmSize } from '../traffic/prediction';

/** Part of the time that cores of servers are busy, unless it is said. */
export const USUAL_LOAD = 0.5;

/** VMs that hosts like this one carry over each path, and what the wanted number takes; null where a size is not known. */
export function fleetAlternatives(
  compared: ComparedVms,
  observed: Inventory,
  hardware: Hardware,
  question: OutlookQuestion,
): readonly Alternative[] | null {
  const { cores } = observed.host.cpus;
  const memoryBytes = memoryOf(observed);
  const { size } = compared;
  if (size === null || cores === null || memoryBytes === null) return null;
  const cards = new Set(pfsOf(hardware, 'network').map(({ pf }) => pciDeviceOf(pf)));
  return alternatives({
    wanted: compared.wanted,
    vm: vmClass(compared, size),
    host: { ...shapeOf(compared, hardware), cores, memoryBytes, freeSlots: question.freeSlots ?? null },
    server: {
      rackUnits: question.rackUnits ?? 1,
      cores,
      memoryGiB: memoryBytes / GIB,
      nics: cards.size,
      ssds: pfsOf(hardware, 'block').length,
    },
    load: question.load ?? USUAL_LOAD,
    ...(question.filling !== undefined && { rules: question.filling }),
    ...(question.economics !== undefined && { inputs: question.economics }),
  });
}

/** Memory of all nodes; null where one of them is not known. */
export function memoryOf({ host: { numaNodes } }: Inventory): number | null {
  const known = numaNodes.flatMap(({ memoryBytes }) => (memoryBytes === null ? [] : [memoryBytes]));
  return known.length === 0 || known.length < numaNodes.length ? null : known.reduce((sum, bytes) => sum + bytes, 0);
}

function vmClass(compared: ComparedVms, { vcpus, memoryBytes }: VmSize): VmClass {
  const { network, block, networkFunctions, driveFunctions } = compared;
  return {
    ...{ vcpus, memoryBytes, networkFunctions, driveFunctions },
    ...(network !== null && { network }),
    ...(block !== null && { block }),
  };
}

function pfsOf(hardware: Hardware, kind: PfPrediction['kind']): readonly PfPrediction[] {
  return hardware.pfs.filter((pf) => pf.kind === kind);
}

function shapeOf({ block }: ComparedVms, hardware: Hardware): Omit<HostShape, 'cores' | 'memoryBytes' | 'freeSlots'> {
  const [nics, drives] = [pfsOf(hardware, 'network'), pfsOf(hardware, 'block')];
  const links = sumOrNull(nics.map(({ linkMbps }) => linkMbps));
  return {
    core: hardware.core,
    networkFunctions: poolOf(nics, hardware),
    driveFunctions: poolOf(drives, hardware),
    linkGbps: links === null ? null : links / 1000,
    networkSlots: slotsOf(nics, hardware),
    driveSlots: slotsOf(drives, hardware),
    driveIops: sumOrNull(
      drives.map(({ performance: rates }) => ofMix(rates?.randReadIops, rates?.randWriteIops, block?.readShare)),
    ),
    driveMBps: sumOrNull(
      drives.map(({ performance: rates }) => ofMix(rates?.seqReadMBps, rates?.seqWriteMBps, block?.readShare)),
    ),
  };
}

/** What VFs share that the host tells. */
function poolOf(pfs: readonly PfPrediction[], hardware: Hardware): FunctionPool {
  const facts = pfs.map(({ pf }) => hardware.factsOf(pf));
  return {
    functions: sumOrNull(facts.map((pf) => pf?.totalVfs ?? null)),
    // 0: the driver shares none out (sriov_vf_total_msix_show in drivers/pci/iov.c).
    vectors: sumOrNull(facts.map((pf) => pf?.vfTotalMsix || null)),
    queuePairs: null,
  };
}

/** PFs of one card share its slot. */
function slotsOf(pfs: readonly PfPrediction[], hardware: Hardware): readonly PcieSlot[] | null {
  const cards = new Map(pfs.map(({ pf }) => [pciDeviceOf(pf), hardware.factsOf(pf)?.link]));
  const slots = [...cards.values()].flatMap((link) =>
    link == null || link.speedGTs === null || link.width === null
      ? []
      : [{ speedGTs: link.speedGTs, width: link.width }],
  );
  return slots.length < cards.size ? null : slots;
}

/** What a drive does of a mix, by the part of its time that each direction takes; null: not known. */
function ofMix(read: number | null | undefined, write: number | null | undefined, readShare = 1): number | null {
  const parts = [
    { rate: read, share: readShare },
    { rate: write, share: 1 - readShare },
  ].filter(({ share }) => share > 0);
  return parts.every(({ rate }) => rate)
    ? 1 / parts.reduce((time, { rate, share }) => time + share / (rate ?? 1), 0)
    : null;
}

function sumOrNull(numbers: readonly (number | null)[]): number | null {
  const known = numbers.filter((found) => found !== null);
  return known.length === 0 || known.length < numbers.length ? null : known.reduce((sum, found) => sum + found, 0);
}
