import { leastPortPps } from '../performance/hardware/nic-ceilings';
import { nicFamilyOf } from '../performance/hardware/nics';
import { exactly, type Quantity, quantity } from '../performance/system/quantity';
import { formatMbps, thousands } from '../../model/numbers';
import type { Mbps } from '../../model/units';
import type { ResolvedPf } from '../../resolve/resolved';
import { isRate, statedRate } from './flow';
import { pcieLinks, type PcieResource } from './pcie-resources';
import { pciDeviceOf, packetsId, portId, type Side } from './resource-ids';
import { addressOf, type ResourceTable, unknownWay } from './resource-table';

export interface NetworkResources {
  /** null: not known. */
  readonly port: { readonly tx: number; readonly rx: number } | null;
  /** Packet rates of the port and of its card, as far as they are known. */
  readonly packets: readonly { readonly tx: number; readonly rx: number }[];
  readonly links: readonly PcieResource[];
  /** Packet rates of the port at the low end, where none is published; null: one is, or the port itself is not known. */
  readonly leastPackets: LeastPackets | null;
  /** Port or link of which nothing is known, among the resources in doubt; null: all are known. */
  readonly unknown: number | null;
}

export interface LeastPackets {
  /** Each direction. */
  readonly packetsPerSecond: number;
  readonly linkMbps: Mbps;
  /** Places among the resources in doubt. */
  readonly tx: number;
  readonly rx: number;
}

export function networkResources(pf: ResolvedPf, table: ResourceTable): NetworkResources {
  const port = portOf(pf, table);
  const packets = packetCeilings(pf, table);
  const { links, isKnown } = pcieLinks(pf, table);
  return {
    port,
    packets,
    links,
    leastPackets: port !== null && packets.length === 0 ? leastPackets(pf, table) : null,
    unknown: port !== null && isKnown ? null : unknownWay(pf, table),
  };
}

function leastPackets(pf: ResolvedPf, table: ResourceTable): LeastPackets {
  const linkMbps = pf.linkMbps?.value ?? 0;
  const { value } = leastPortPps(linkMbps);
  const side = (direction: Side) => table.doubt(packetsId(addressOf(pf), direction), value);
  return { packetsPerSecond: value, linkMbps, tx: side('tx'), rx: side('rx') };
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
  const ids = portSidesOf(pf);
  const side = (id: Side, direction: string) =>
    table.add({
      id: ids[id],
      name: `${name}, ${direction}`,
      capacity: exactly(limit.value),
      unit: 'Mbit/s',
      size,
      source: limit.source,
    });
  return { tx: side('tx', 'transmit'), rx: side('rx', 'receive') };
}

/** Ids of the resources that both directions of its port are. */
export function portSidesOf(pf: ResolvedPf): Readonly<Record<Side, string>> {
  const address = addressOf(pf);
  return { tx: portId(address, 'tx'), rx: portId(address, 'rx') };
}

/** What the device's own data states goes before what is published of its family. */
function packetCeilings(pf: ResolvedPf, table: ResourceTable): NetworkResources['packets'] {
  const address = addressOf(pf);
  const stated = statedRate(pf.device?.ceilings?.portPacketsPerSecond);
  if (stated > 0) {
    return [packetRate(address, address, exactly(stated), pf.device?.ceilings?.source ?? 'device catalog', table)];
  }
  const family = pf.device === null ? null : nicFamilyOf(pf.device.id);
  if (family === null) return [];
  const card = pciDeviceOf(address);
  return [
    ...(family.portPps === null
      ? []
      : [packetRate(address, address, quantity(family.portPps), family.portPps.source, table)]),
    ...(family.cardPps === null
      ? []
      : [packetRate(card, `card ${card}`, quantity(family.cardPps), family.cardPps.source, table)]),
  ];
}

/** Packets a second of a port, or of all ports of a card together, each direction. */
function packetRate(
  id: string,
  words: string,
  most: Quantity,
  source: string,
  table: ResourceTable,
): NetworkResources['packets'][number] {
  const side = (direction: Side, name: string) =>
    table.find(packetsId(id, direction)) ??
    table.add({
      id: packetsId(id, direction),
      name: `packet rate of ${words}, ${name}`,
      capacity: most,
      unit: 'packets/s',
      size: `${thousands(most.value)} packets/s`,
      source,
    });
  return { tx: side('tx', 'transmit'), rx: side('rx', 'receive') };
}
