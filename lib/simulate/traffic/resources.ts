import { nicFamilyOf } from '../performance/hardware/nics';
import type { DrivePerformance } from '../../catalog/device';
import type { PcieLinkFacts } from '../../inventory/inventory';
import { formatMBps, formatMbps, thousands } from '../../model/numbers';
import { PCIE_DEFAULT_MAX_PAYLOAD, pcieSpeedGTs, pcieTlpGbps } from '../../model/pcie';
import type { PciAddress } from '../../model/units';
import { isIntegrated, pcieWay } from '../../resolve/pcie-links';
import type { ResolvedPf } from '../../resolve/resolved';
import { isRate, statedRate } from './flow';
import { MAX_READ_REQUEST, type TlpOverhead, tlpOverhead } from '../performance/hardware/packets';

/** Something that flows share. */
export interface Resource {
  readonly id: string;
  /** `port 0 of 0000:3b:00.0, transmit: 25 Gbit/s, speed of ens1f0`. */
  readonly description: string;
  readonly capacity: number;
  readonly unit: string;
  readonly source: string;
}

/** What it is, and its capacity in words. */
interface NewResource extends Omit<Resource, 'description'> {
  readonly name: string;
  readonly size: string;
}

/** Every resource of a host once, and what had to be left out for want of facts. */
export class ResourceTable {
  public readonly resources: Resource[] = [];
  private readonly byId = new Map<string, number>();
  private readonly notes = new Set<string>();

  public add({ id, name, size, capacity, unit, source }: NewResource): number {
    this.byId.set(id, this.resources.length);
    this.resources.push({ id, description: `${name}: ${size}, ${source}`, capacity, unit, source });
    return this.resources.length - 1;
  }

  public find(id: string): number | undefined {
    return this.byId.get(id);
  }

  /** Said once, however often it is met. */
  public note(text: string): void {
    this.notes.add(text);
  }

  public get assumptions(): string[] {
    return [...this.notes];
  }
}

/** Both directions of one PCIe link. */
export interface PcieResource {
  readonly toHost: number;
  readonly toDevice: number;
  readonly overhead: TlpOverhead;
}

export interface NetworkResources {
  /** null: not known. */
  readonly port: { readonly tx: number; readonly rx: number } | null;
  /** Packet rates of the port and of its card, as far as they are known. */
  readonly packets: readonly { readonly tx: number; readonly rx: number }[];
  readonly links: readonly PcieResource[];
}

export interface DriveResources {
  /** Percent of the drive's time that one random I/O takes, by direction. */
  readonly commands: DriveSide | null;
  /** Percent of the drive's time that one byte takes, by direction. */
  readonly bytes: DriveSide | null;
  readonly links: readonly PcieResource[];
}

export interface DriveSide {
  readonly resource: number;
  /** `random read and write rates of 0000:86:00.0`. */
  readonly what: string;
  /** 0 when not known, as is `perWrite`. */
  readonly perRead: number;
  readonly perWrite: number;
}

export function networkResources(pf: ResolvedPf, table: ResourceTable): NetworkResources {
  return { port: portOf(pf, table), packets: packetCeilings(pf, table), links: pcieLinks(pf, table) };
}

export function driveResources(pf: ResolvedPf, table: ResourceTable): DriveResources {
  const address = addressOf(pf);
  const performance = pf.device?.performance ?? null;
  const { commands, bytes } = driveSides(performance, address, table);
  return { commands, bytes, links: pcieLinks(pf, table) };
}

/** How the PF is called in messages: its address, or its path as long as nobody knows that. */
export function addressOf(pf: ResolvedPf): string {
  return pf.facts?.address ?? pf.wanted.selector.address ?? pf.path;
}

function portOf(pf: ResolvedPf, table: ResourceTable): NetworkResources['port'] {
  const address = addressOf(pf);
  const limit = pf.linkMbps;
  if (limit === null || !isRate(limit.value)) {
    table.note(`link speed of ${address} is not known: its port is not modelled`);
    return null;
  }
  if (pf.linkType === 'infiniband') table.note(`InfiniBand packets of ${address} are counted like Ethernet frames`);
  const port = pf.facts?.network?.interfaces[0]?.port ?? null;
  const name = port === null ? `port of ${address}` : `port ${port} of ${address}`;
  const size = formatMbps(limit.value);
  const side = (id: string, direction: string) =>
    table.add({
      id: `port:${address}:${id}`,
      name: `${name}, ${direction}`,
      capacity: limit.value,
      unit: 'Mbit/s',
      size,
      source: limit.source,
    });
  return { tx: side('tx', 'transmit'), rx: side('rx', 'receive') };
}

/** What the device's own data states goes before what is published of its family. */
function packetCeilings(pf: ResolvedPf, table: ResourceTable): NetworkResources['packets'] {
  const address = addressOf(pf);
  const stated = statedRate(pf.device?.ceilings?.portPacketsPerSecond);
  if (stated > 0) return [packetRate(address, address, stated, pf.device?.ceilings?.source ?? 'device catalog', table)];
  const family = pf.device === null ? null : nicFamilyOf(pf.device.id);
  if (family === null) return [];
  const card = address.slice(0, address.lastIndexOf('.'));
  return [
    ...(family.portPps === null
      ? []
      : [packetRate(address, address, family.portPps.value, family.portPps.source, table)]),
    ...(family.cardPps === null
      ? []
      : [packetRate(card, `card ${card}`, family.cardPps.value, family.cardPps.source, table)]),
  ];
}

/** Packets a second of a port, or of all ports of a card together, each direction. */
function packetRate(
  id: string,
  words: string,
  most: number,
  source: string,
  table: ResourceTable,
): NetworkResources['packets'][number] {
  const side = (direction: 'tx' | 'rx', name: string) =>
    table.find(`packets:${id}:${direction}`) ??
    table.add({
      id: `packets:${id}:${direction}`,
      name: `packet rate of ${words}, ${name}`,
      capacity: most,
      unit: 'packets/s',
      size: `${thousands(most)} packets/s`,
      source,
    });
  return { tx: side('tx', 'transmit'), rx: side('rx', 'receive') };
}

/** The links between a PF and the CPU, its own first. PFs below one port share that port's link. */
function pcieLinks(pf: ResolvedPf, table: ResourceTable): PcieResource[] {
  const own = ownLink(pf, table);
  const links = own === null ? [] : [own.resource];
  pcieWay(pf).upstream.forEach((link, distance) => {
    // The port right above reports the same wires as the function itself.
    if (distance === 0 && own !== null && link.speedGTs === own.speedGTs && link.width === own.width) return;
    const upstream = linkOf(link, link.address, table);
    if (upstream === null) table.note(`PCIe link of ${link.address}: speed or width is not known, it is not modelled`);
    else links.push(upstream);
  });
  return links;
}

interface OwnLink {
  readonly resource: PcieResource;
  readonly speedGTs: number;
  readonly width: number;
}

/** Functions of one device share its link; where the host does not say what it runs at, the catalog may. */
function ownLink(pf: ResolvedPf, table: ResourceTable): OwnLink | null {
  const address = addressOf(pf);
  if (isIntegrated(pf)) {
    table.note(`${address} is part of the processor or chipset: it has no PCIe link of its own`);
    return null;
  }
  const device = address.slice(0, address.lastIndexOf('.'));
  const facts = pf.facts?.link;
  if (facts && facts.speedGTs !== null && facts.width !== null) {
    const resource = linkOf(facts, device, table);
    if (resource !== null) return { resource, speedGTs: facts.speedGTs, width: facts.width };
  }
  const catalog = pf.device?.pcie;
  const speedGTs = catalog?.gen == null ? null : pcieSpeedGTs(catalog.gen);
  const width = catalog?.lanes ?? null;
  if (catalog && speedGTs !== null && width !== null) {
    const resource = addLink(device, speedGTs, width, catalog.source ?? 'device catalog', table);
    if (resource !== null) {
      table.note(`PCIe link of ${address} is taken to run at the card's own ${speedGTs} GT/s x${width}`);
      return { resource, speedGTs, width };
    }
  }
  table.note(`PCIe link of ${address}: speed or width is not known, it is not modelled`);
  return null;
}

function linkOf(link: PcieLinkFacts, id: PciAddress, table: ResourceTable): PcieResource | null {
  if (link.speedGTs === null || link.width === null) return null;
  return addLink(id, link.speedGTs, link.width, `current_link_speed and current_link_width of ${link.address}`, table);
}

function addLink(
  id: string,
  speedGTs: number,
  width: number,
  source: string,
  table: ResourceTable,
): PcieResource | null {
  const overhead = tlpOverhead(speedGTs);
  const toHost = table.find(`pcie:${id}:to-host`);
  const toDevice = table.find(`pcie:${id}:to-device`);
  if (toHost !== undefined && toDevice !== undefined) return { toHost, toDevice, overhead };
  const gbps = pcieTlpGbps(speedGTs, width);
  if (gbps === null || statedRate(gbps) === 0) return null;
  table.note(
    `PCIe packets are taken to carry at most ${PCIE_DEFAULT_MAX_PAYLOAD} bytes, read requests to ask for at most ${MAX_READ_REQUEST}`,
  );
  const size = `${formatMbps(gbps * 1000)} at ${speedGTs} GT/s x${width}`;
  const side = (direction: string, words: string) =>
    table.add({
      id: `pcie:${id}:${direction}`,
      name: `PCIe link of ${id} ${words}`,
      capacity: gbps * 1000,
      unit: 'Mbit/s',
      size,
      source,
    });
  return { toHost: side('to-host', 'towards the host'), toDevice: side('to-device', 'towards the device'), overhead };
}

function driveSides(
  performance: DrivePerformance | null,
  address: string,
  table: ResourceTable,
): { commands: DriveSide | null; bytes: DriveSide | null } {
  const source = performance?.source ?? 'device catalog';
  return {
    commands: driveSide(
      {
        id: `iops:${address}`,
        name: `random I/O of ${address}`,
        what: 'random read and write rates',
        read: performance?.randReadIops,
        write: performance?.randWriteIops,
        words: (rate) => `${thousands(rate)} IOPS`,
        unitsPerSecond: 1,
        source,
      },
      address,
      table,
    ),
    bytes: driveSide(
      {
        id: `bandwidth:${address}`,
        name: `bandwidth of ${address}`,
        what: 'read and write bandwidths',
        read: performance?.seqReadMBps,
        write: performance?.seqWriteMBps,
        words: (rate) => formatMBps(rate),
        unitsPerSecond: 1e6,
        source,
      },
      address,
      table,
    ),
  };
}

interface SideFacts {
  readonly id: string;
  readonly name: string;
  readonly what: string;
  readonly read: number | null | undefined;
  readonly write: number | null | undefined;
  readonly words: (rate: number) => string;
  /** Commands or bytes in one unit of the rate. */
  readonly unitsPerSecond: number;
  readonly source: string;
}

/** Reads and writes share a drive's time: each takes the part of a second that it needs at full rate. */
function driveSide(facts: SideFacts, address: string, table: ResourceTable): DriveSide | null {
  const read = statedRate(facts.read);
  const write = statedRate(facts.write);
  if (read === 0 && write === 0) {
    table.note(`${facts.what} of ${address} are not known: they are not modelled`);
    return null;
  }
  const resource = table.add({
    id: facts.id,
    name: facts.name,
    capacity: 100,
    unit: '%',
    size: [
      ...(read === 0 ? [] : [`${facts.words(read)} reading`]),
      ...(write === 0 ? [] : [`${facts.words(write)} writing`]),
    ].join(' or '),
    source: facts.source,
  });
  const percent = (rate: number) => (rate === 0 ? 0 : 100 / (rate * facts.unitsPerSecond));
  return { resource, what: `${facts.what} of ${address}`, perRead: percent(read), perWrite: percent(write) };
}
