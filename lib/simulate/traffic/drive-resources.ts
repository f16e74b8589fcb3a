import { dataSheetRate, UNNAMED_DRIVE } from '../performance/hardware/drives';
import { type Constant, EIGHTY_PERCENT, quantity, shifted } from '../performance/system/quantity';
import type { DrivePerformance } from '../../catalog/device';
import { formatMBps, thousands } from '../../model/numbers';
import type { ResolvedPf } from '../../resolve/resolved';
import { statedRate } from './flow';
import { pcieLinks, type PcieResource } from './pcie-resources';
import { bandwidthId, commandsId } from './resource-ids';
import { addressOf, type ResourceTable, unknownWay } from './resource-table';

export interface DriveResources {
  /** Percent of the drive's time that one random I/O takes, by direction. */
  readonly commands: DriveSide | null;
  /** Percent of the drive's time that one byte takes, by direction. */
  readonly bytes: DriveSide | null;
  readonly links: readonly PcieResource[];
  /** The sides of which a rate is not known, at the low end; `resource` is the place among those in doubt. */
  readonly least: { readonly commands: DriveSide | null; readonly bytes: DriveSide | null };
  /** As of NICs. */
  readonly unknown: number | null;
}

export interface DriveSide {
  readonly resource: number;
  /** `random read and write rates of 0000:86:00.0`. */
  readonly what: string;
  /** 0 when not known, as is `perWrite`. */
  readonly perRead: number;
  readonly perWrite: number;
}

export function driveResources(pf: ResolvedPf, table: ResourceTable): DriveResources {
  const address = addressOf(pf);
  const performance = pf.device?.performance ?? null;
  const { links, isKnown } = pcieLinks(pf, table);
  return {
    ...driveSides(performance, address, table),
    links,
    unknown: isKnown ? null : unknownWay(pf, table),
  };
}

function driveSides(
  performance: DrivePerformance | null,
  address: string,
  table: ResourceTable,
): Pick<DriveResources, 'commands' | 'bytes' | 'least'> {
  const source = performance?.source ?? 'device catalog';
  const commands: SideFacts = {
    id: commandsId(address),
    name: `random I/O of ${address}`,
    what: 'random read and write rates',
    read: performance?.randReadIops,
    write: performance?.randWriteIops,
    words: (rate) => `${thousands(rate)} IOPS`,
    unitsPerSecond: 1,
    usual: { read: UNNAMED_DRIVE.readIops, write: UNNAMED_DRIVE.writeIops },
    source,
  };
  const bytes: SideFacts = {
    id: bandwidthId(address),
    name: `bandwidth of ${address}`,
    what: 'read and write bandwidths',
    read: performance?.seqReadMBps,
    write: performance?.seqWriteMBps,
    words: (rate) => formatMBps(rate),
    unitsPerSecond: 1e6,
    usual: { read: UNNAMED_DRIVE.readBps, write: UNNAMED_DRIVE.writeBps },
    source,
  };
  return {
    commands: driveSide(commands, address, table),
    bytes: driveSide(bytes, address, table),
    least: { commands: leastSide(commands, address, table), bytes: leastSide(bytes, address, table) },
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
  /** Commands or bytes a second of drives of the usual kind. */
  readonly usual: { readonly read: Constant | null; readonly write: Constant | null };
  readonly source: string;
}

/** Reads and writes share a drive's time: each takes the part of a second that it needs at full rate. */
function driveSide(facts: SideFacts, address: string, table: ResourceTable): DriveSide | null {
  const read = statedRate(facts.read);
  const write = statedRate(facts.write);
  if (read === 0 && write === 0) {
    table.note(
      `${facts.what} of ${address} are not known: they are not modelled, and low ends are those of usual SSDs`,
    );
    return null;
  }
  const resource = table.add({
    id: facts.id,
    name: facts.name,
    capacity: { ...quantity(dataSheetRate(100, facts.source)), value: 100 },
    unit: '%',
    size: [
      ...(read === 0 ? [] : [`${facts.words(read)} reading`]),
      ...(write === 0 ? [] : [`${facts.words(write)} writing`]),
    ].join(' or '),
    source: facts.source,
  });
  const { unitsPerSecond } = facts;
  return {
    resource,
    what: `${facts.what} of ${address}`,
    perRead: percentOf(read * unitsPerSecond),
    perWrite: percentOf(write * unitsPerSecond),
  };
}

/** The side of which a rate is not known, as slow as drives of the usual kind are at the low end; null: both are known. */
function leastSide(facts: SideFacts, address: string, table: ResourceTable): DriveSide | null {
  const { id, what, usual, unitsPerSecond } = facts;
  const read = statedRate(facts.read);
  const write = statedRate(facts.write);
  if (read > 0 && write > 0) return null;
  const least = (stated: number, constant: Constant | null) =>
    stated > 0 || constant === null ? stated * unitsPerSecond : shifted(quantity(constant), -EIGHTY_PERCENT);
  return {
    resource: table.doubt(id, 100),
    what: `${what} of ${address}`,
    perRead: percentOf(least(read, usual.read)),
    perWrite: percentOf(least(write, usual.write)),
  };
}

/** Percent of a second that one command or byte takes at a rate; 0 where the rate is not known. */
function percentOf(perSecond: number): number {
  return perSecond === 0 ? 0 : 100 / perSecond;
}
