import { PCIE_FLIT_TLP_OVERHEAD, PCIE_TLP_OVERHEAD, pcieSpeedGTs, pcieTlpGbps } from '../../../model/pcie';
import type { Bytes } from '../../../model/units';
import { disturbance } from '../system/disturbance';
import {
  type Constant,
  exactly,
  product,
  type Quantity,
  quantity,
  quotient,
  scaled,
  sum,
  widened,
} from '../system/quantity';
import type { Resource, System, Use } from '../system/system';

/** DMA of one device over its link: bytes on the link, the device's own engine, and the translation of addresses. */

const PCIE_BENCH = 'pcie-bench, SIGCOMM 2018, raw data at commit b2abf2f';

export interface PcieLink {
  /** 1 to 7. */
  readonly generation: number;
  readonly lanes: number;
  /** `MaxPayload` and `MaxReadReq` in `lspci -vv`. */
  readonly maxPayload: Bytes;
  readonly maxReadRequest: Bytes;
}

/** What a family of devices can have on its way at once. */
export interface DmaEngine {
  readonly name: string;
  /** Nanoseconds between two writes that the engine starts. */
  readonly writeNs: Constant;
  /** Reads that wait for their data at the same time. */
  readonly outstandingReads: Constant;
  /** Times that data is stored as a whole on its way through the device, each as long as the link takes for it. */
  readonly storedTimes: Constant;
}

export const DMA_ENGINES = {
  nfp6000: {
    name: 'Netronome NFP-6000',
    writeNs: { name: 'NFP-6000 write interval', value: 19.7, unit: 'ns', spread: 0.03, source: PCIE_BENCH },
    outstandingReads: { name: 'NFP-6000 reads in flight', value: 37, unit: 'reads', spread: 0.05, source: PCIE_BENCH },
    storedTimes: { name: 'NFP-6000 store and forward', value: 2, unit: 'times', spread: 0.05, source: PCIE_BENCH },
  },
} as const satisfies Record<string, DmaEngine>;

/** How the IOMMU translates the addresses of a transfer; what is not told is reckoned as none, and less sure. */
export type Translation = 'none' | 'superpages' | '4KiB-pages' | 'not-told';

export interface Dma {
  readonly link: PcieLink;
  /** null: of a device whose engine nobody has published. */
  readonly engine: DmaEngine | null;
  /**
   * `read-write`: as many reads as writes, each of `bytes`; the rate is that of pairs. `write-read`: a write and then a
   * read of the same bytes, which has a latency and no rate.
   */
  readonly operation: 'read' | 'write' | 'read-write' | 'write-read';
  readonly bytes: Bytes;
  /** Memory that addresses are drawn from. */
  readonly windowBytes: Bytes;
  readonly remoteNode: boolean;
  readonly rootComplex: RootComplex;
  /** Whether the data is in the processor's cache. */
  readonly warm: boolean;
  readonly translation: Translation;
}

/** DMA read latency of the root complex and of the device, without what the data takes, by the processor's generation. */
export const ROOT_COMPLEXES = {
  'sandy-bridge': rootComplex('Sandy Bridge and Ivy Bridge', 542, 0.02, PCIE_BENCH),
  haswell: rootComplex('Haswell', 580, 0.02, PCIE_BENCH),
  other: rootComplex('other processors', 560, 0.12, `${PCIE_BENCH}, of Sandy Bridge to Haswell`),
} as const satisfies Record<string, Constant>;

export type RootComplex = keyof typeof ROOT_COMPLEXES;

function rootComplex(name: string, value: number, spread: number, source: string): Constant {
  return { name: `DMA read latency of ${name}`, value, unit: 'ns', spread, source };
}

export const PCIE_CONSTANTS = {
  remoteNode: {
    name: 'DMA to memory of the other socket',
    value: 115,
    unit: 'ns',
    spread: 0.1,
    source: `${PCIE_BENCH}: 675 against 560 ns`,
  },
  coldCache: {
    name: 'DMA of data that is not in the cache',
    value: 51,
    unit: 'ns',
    spread: 0.3,
    source: `${PCIE_BENCH}: 648 against 597 ns`,
  },
  iotlbMissLatency: {
    name: 'latency of an IOTLB miss',
    value: 306,
    unit: 'ns',
    spread: 0.1,
    source: PCIE_BENCH,
  },
  writeBeforeRead: {
    name: 'DMA write before a read of the same bytes, without what the data takes',
    value: 160,
    unit: 'ns',
    spread: 0.1,
    source: `${PCIE_BENCH}, on Sandy Bridge to Broadwell`,
  },
  iotlbReach: {
    name: 'pages of 4 KiB that the IOTLB holds',
    value: 90,
    unit: 'pages',
    spread: 0.2,
    source: `${PCIE_BENCH}: 256 KiB fit, 512 KiB do not`,
  },
  walkRead: { name: 'page walk of a read', value: 50, unit: 'ns', spread: 0.08, source: PCIE_BENCH },
  walkWrite: { name: 'page walk of a write', value: 44.8, unit: 'ns', spread: 0.15, source: PCIE_BENCH },
} as const satisfies Record<string, Constant>;

/** Of the DMA model itself: what formulas and measured rows differ by where no ceiling is missing. */
const DMA_MODEL: Constant = {
  name: 'error of the DMA model',
  value: 1,
  unit: 'ratio',
  spread: 0.05,
  source: `${PCIE_BENCH}, against this model`,
};

const UNKNOWN_ENGINE: Constant = {
  name: 'transaction rate of the device, which is not published',
  value: 1,
  unit: 'ratio',
  spread: 0.3,
  source: 'spread of published devices',
};

const USUAL_STORES: Constant = {
  name: 'store and forward of a device of which it is not published (as of the NFP-6000)',
  value: DMA_ENGINES.nfp6000.storedTimes.value,
  unit: 'times',
  spread: 0.5,
  source: `${PCIE_BENCH}: the only device that was measured; between one and three times`,
};

/** Transfers a second as a system; null for a generation that PCIe does not have, and for writes that are read back. */
export function dmaSystem(dma: Dma): System | null {
  const bandwidth = linkBandwidth(dma.link);
  if (bandwidth === null || dma.operation === 'write-read') return null;
  const stages = [...linkStages(dma, bandwidth), ...engineStages(dma), ...walkStages(dma)];
  const factor = disturbance(
    stages.filter(({ disturbs }) => disturbs).map(({ resource, use }) => use.amount.value / resource.capacity.value),
  );
  const model = dma.engine === null ? [DMA_MODEL, UNKNOWN_ENGINE] : [DMA_MODEL];
  return {
    resources: stages.map(({ resource }) => resource),
    flows: [
      {
        id: 'dma',
        load: { kind: 'open', offered: Number.POSITIVE_INFINITY },
        pathNs: exactly(0),
        uses: stages.map(({ use, disturbs }) => ({
          ...use,
          amount: widened(
            product(scaled(use.amount, disturbs ? factor : 1), ...model.map(quantity)),
            ...translationDoubt(dma),
          ),
        })),
      },
    ],
  };
}

/** Nanoseconds of one DMA read, or of a write and the read that shows it to be done, on an idle link. */
export function dmaLatencyNs(dma: Dma): Quantity | null {
  const bandwidth = linkBandwidth(dma.link);
  if (bandwidth === null) return null;
  const { completion } = overheads(dma.link);
  const bytes = dma.bytes + completion * Math.ceil(dma.bytes / dma.link.maxPayload);
  const stored =
    dma.engine === null ? widened(quantity(USUAL_STORES), UNKNOWN_ENGINE) : quantity(dma.engine.storedTimes);
  const moving = product(stored, quotient(exactly(1e9 * bytes), bandwidth));
  const written = dma.operation === 'write-read' ? [quantity(PCIE_CONSTANTS.writeBeforeRead), moving] : [];
  const latency = product(sum(idleReadNs(dma), moving, ...written), quantity(DMA_LATENCY_MODEL));
  return widened(latency, ...translationDoubt(dma));
}

const UNTOLD_TRANSLATION: Constant = {
  name: 'translation by the IOMMU, which is not told (taken as none)',
  value: 1,
  unit: 'ratio',
  spread: 0.4,
  source: `${PCIE_BENCH}: from none to walks of 4 KiB pages`,
};

/** What is not known where nothing is told of the IOMMU; nothing where any of its modes would hold all pages. */
export function translationDoubt({ translation, windowBytes }: Pick<Dma, 'translation' | 'windowBytes'>): Constant[] {
  const mayMiss = translation === 'not-told' && missRatio({ translation: '4KiB-pages', windowBytes }) > 0;
  return mayMiss ? [UNTOLD_TRANSLATION] : [];
}

const DMA_LATENCY_MODEL: Constant = { ...DMA_MODEL, name: 'error of the DMA latency model', spread: 0.015 };

/** How sure it is what a link carries of packets whose bytes are reckoned: a factor of 1. */
export function linkFactor(): Quantity {
  return product(quantity({ ...LINK_SHARE, value: 1, unit: 'ratio' }), quantity(DMA_MODEL));
}

/** Bytes a second for packets, each way. */
export function linkBandwidth({ generation, lanes }: PcieLink): Quantity | null {
  const speed = pcieSpeedGTs(generation);
  const gbps = speed === null ? null : pcieTlpGbps(speed, lanes);
  return gbps === null ? null : quantity({ ...LINK_SHARE, value: (gbps * 1e9) / 8 });
}

const LINK_SHARE = {
  name: 'PCIe link, less acknowledgements, flow control and skip sets',
  unit: 'byte/s',
  spread: 0.01,
  source: `PCI Express Base Specification; ${PCIE_BENCH}`,
};

interface Stage {
  readonly resource: Resource;
  readonly use: Use;
  readonly disturbs: boolean;
}

function stage(id: string, name: string, capacity: Quantity, amount: Quantity, disturbs = true): Stage {
  return { resource: { id, name, capacity }, use: { resource: id, amount }, disturbs };
}

function linkStages({ link, operation, bytes }: Dma, capacity: Quantity): Stage[] {
  const { write, readRequest, completion } = overheads(link);
  const packets = Math.ceil(bytes / link.maxPayload);
  const written = operation === 'read' ? 0 : bytes + write * packets;
  const asked = operation === 'write' ? 0 : readRequest * Math.ceil(bytes / link.maxReadRequest);
  const answered = operation === 'write' ? 0 : bytes + completion * packets;
  return [
    stage('pcie-to-host', 'PCIe link to the host', capacity, exactly(written + asked)),
    ...(answered > 0 ? [stage('pcie-to-device', 'PCIe link to the device', capacity, exactly(answered))] : []),
  ];
}

function engineStages(dma: Dma): Stage[] {
  const { engine, operation } = dma;
  if (engine === null) return [];
  const reads = stage(
    'reads-in-flight',
    `reads in flight of ${engine.name}`,
    scaled(quantity(engine.outstandingReads), 1e9),
    dmaLatencyNs(dma) ?? exactly(0),
  );
  const writes = stage('dma-engine', `write engine of ${engine.name}`, exactly(1e9), quantity(engine.writeNs));
  if (operation === 'read') return [reads];
  return operation === 'write' ? [writes] : [reads, writes];
}

function walkStages(dma: Dma): Stage[] {
  const miss = missRatio(dma);
  if (miss === 0) return [];
  const { walkRead, walkWrite } = PCIE_CONSTANTS;
  const walks = dma.operation === 'read' ? [walkRead] : dma.operation === 'write' ? [walkWrite] : [walkRead, walkWrite];
  const amount = scaled(sum(...walks.map(quantity)), miss);
  // Posted writes go on into a buffer while a page is walked for: measured, they lose nothing before the walker is full.
  const disturbs = dma.operation !== 'write';
  return [stage('iotlb', 'page walks of the IOMMU (IOTLB misses)', exactly(1e9), amount, disturbs)];
}

/** Part of the transfers whose page the IOTLB does not hold. */
export function missRatio({ translation, windowBytes }: Pick<Dma, 'translation' | 'windowBytes'>): number {
  if (translation !== '4KiB-pages') return 0;
  return Math.max(0, 1 - (PCIE_CONSTANTS.iotlbReach.value * 4096) / windowBytes);
}

function idleReadNs(dma: Dma): Quantity {
  const { remoteNode, coldCache, iotlbMissLatency } = PCIE_CONSTANTS;
  return sum(
    quantity(ROOT_COMPLEXES[dma.rootComplex]),
    ...(dma.remoteNode ? [quantity(remoteNode)] : []),
    ...(dma.warm ? [] : [quantity(coldCache)]),
    scaled(quantity(iotlbMissLatency), missRatio(dma)),
  );
}

function overheads({ generation }: PcieLink) {
  return (pcieSpeedGTs(generation) ?? 0) >= 64 ? PCIE_FLIT_TLP_OVERHEAD : PCIE_TLP_OVERHEAD;
}
