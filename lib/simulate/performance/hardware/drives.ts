import type { Bytes } from '../../../model/units';
import { type Constant, type Quantity, quantity, scaled, sum, widened } from '../system/quantity';

/** What an NVMe SSD does by itself, the time of host and guest left out. */
export interface Drive {
  readonly name: string;
  /** One 4 KiB command alone, from doorbell to completion entry. */
  readonly readNs: Constant;
  readonly writeNs: Constant;
  /** Bytes a second of one large command alone. */
  readonly commandBps: Constant;
  /** 4 KiB commands a second, and bytes a second, with deep queues; null: not known. */
  readonly readIops: Constant | null;
  readonly writeIops: Constant | null;
  readonly readBps: Constant | null;
  readonly writeBps: Constant | null;
  /** What is not known of it, as something that widens the interval. */
  readonly doubt?: Constant;
}

const ANANDTECH = 'AnandTech 11209 (Optane P4800X, P3700, Micron 9100, one command at a time)';
const BM_STORE = 'BM-Store, HPCA 2023 (Intel P4510: 77.2 us of reads, 11.6 us of writes on bare metal)';
const SMALL: Bytes = 4096;

function nand(name: string, rates: Partial<Drive> = {}): Drive {
  return {
    name,
    readNs: {
      name: 'read of a NAND SSD',
      value: 75e3,
      unit: 'ns',
      spread: 0.2,
      source: `${ANANDTECH}: 77.9 and 107.7 us; ${BM_STORE}; Lenovo's data of the Intel P4500: 85 us; less 6 us of the host`,
    },
    writeNs: {
      name: 'write into the protected buffer of a NAND SSD',
      value: 7e3,
      unit: 'ns',
      spread: 0.4,
      source: `${BM_STORE}; Lenovo's data of the Intel P4500: 13 to 20 us; less 6 us of the host`,
    },
    commandBps: {
      name: 'bandwidth of one large command',
      value: 1e9,
      unit: 'bytes/s',
      spread: 0.4,
      source: 'QEMU commit bdd6a90: 512 KiB one at a time, 0.83 GB/s of reads and 1.04 GB/s of writes',
    },
    readIops: commands('reads of a NAND SSD on four lanes of PCIe 3.0 or 4.0', 7e5, 0.4, LENOVO_AND_SAMSUNG),
    writeIops: commands('lasting writes of a NAND SSD', 1e5, 0.6, LENOVO_AND_SAMSUNG),
    readBps: bandwidth('reads of a NAND SSD on four lanes of PCIe 3.0 or 4.0', 4e9, 0.4, LENOVO_AND_SAMSUNG),
    writeBps: bandwidth('lasting writes of a NAND SSD', 2e9, 0.5, LENOVO_AND_SAMSUNG),
    ...rates,
  };
}

const LENOVO_AND_SAMSUNG = "Lenovo's data of the Intel P4500; data sheets of Samsung PM1733 and Kioxia CM6";

function optane(name: string, rates: Partial<Drive> = {}): Drive {
  return {
    ...nand(name),
    readNs: {
      name: 'read of an Optane SSD',
      value: 6.5e3,
      unit: 'ns',
      spread: 0.15,
      source: `${ANANDTECH}: 8.9 us; S. Hajnoczi, KVM Forum 2020: 8.3 us polled; less 1.8 us of the host`,
    },
    writeNs: {
      name: 'write of an Optane SSD',
      value: 7e3,
      unit: 'ns',
      spread: 0.3,
      source: `${ANANDTECH}: specified below 10 us, as reads are`,
    },
    commandBps: {
      name: 'bandwidth of one large command of an Optane SSD',
      value: 2.2e9,
      unit: 'bytes/s',
      spread: 0.2,
      source: `${ANANDTECH}: 2.23 GB/s of reads`,
    },
    readIops: null,
    writeIops: null,
    readBps: null,
    writeBps: null,
    ...rates,
  };
}

const P4800X = `${ANANDTECH}: 585 000 reads a second of 550 000 that are specified; product brief, not verified`;
const P5800X = 'product brief of the Intel Optane P5800X, not verified';
const P4510 = 'product brief of the Intel P4510 with 2 TB, not verified';

export const DRIVES = {
  nand: nand('NAND SSD'),
  optane: optane('Optane SSD'),
  'intel-p4800x': optane('Intel Optane P4800X', {
    readIops: commands('reads of a P4800X', 5.75e5, 0.03, P4800X),
    writeIops: commands('writes of a P4800X', 5e5, 0.05, P4800X),
    readBps: bandwidth('reads of a P4800X', 2.4e9, 0.05, P4800X),
    writeBps: bandwidth('writes of a P4800X', 2e9, 0.05, P4800X),
  }),
  'intel-p5800x': optane('Intel Optane P5800X', {
    readNs: {
      name: 'read of an Optane SSD of the second generation',
      value: 3.5e3,
      unit: 'ns',
      spread: 0.3,
      source: 'J. Axboe, linux-block, August 2020: 3.4 us of 512 B with polling, host included',
    },
    readIops: commands('reads of a P5800X', 1.5e6, 0.05, P5800X),
    writeIops: commands('writes of a P5800X', 1.35e6, 0.1, P5800X),
    readBps: bandwidth('reads of a P5800X', 7.2e9, 0.05, P5800X),
    writeBps: bandwidth('writes of a P5800X', 6.1e9, 0.05, P5800X),
  }),
  'intel-p4510': nand('Intel P4510', {
    readIops: commands('reads of a P4510', 6.37e5, 0.1, P4510),
    writeIops: commands('writes of a P4510', 8.15e4, 0.3, P4510),
    readBps: bandwidth('reads of a P4510', 3.2e9, 0.05, P4510),
    writeBps: bandwidth('writes of a P4510', 2e9, 0.3, P4510),
  }),
} as const satisfies Record<string, Drive>;

export type DriveName = keyof typeof DRIVES;

/** A drive of which nothing is told: NAND is by far the most usual, Optane reads ten times as fast. */
export const UNNAMED_DRIVE: Drive = {
  ...DRIVES.nand,
  name: 'SSD that is not named',
  doubt: {
    name: 'kind of SSD, which is not told (taken for NAND)',
    value: 1,
    unit: 'ratio',
    spread: 0.6,
    source: `${ANANDTECH}: from 9 to 108 us`,
  },
};

/** Ids in the device catalog of what is known to be an SSD with NAND flash, by its maker. */
const NAND_DEVICES: ReadonlySet<string> = new Set([
  'samsung-pm1733',
  'samsung-pm1735',
  'samsung-pm1743',
  'samsung-pm1753',
  'kioxia-cm6',
  'kioxia-cm7',
  'ssstc-ed1',
]);

/** What is known of the kind of a device of the catalog. */
export function driveOfDevice(device: string | null): Drive {
  return device !== null && NAND_DEVICES.has(device) ? DRIVES.nand : UNNAMED_DRIVE;
}

/** Rates of a data sheet: 4 KiB commands and bytes a second. */
export interface DriveRates {
  readonly readIops?: number;
  readonly writeIops?: number;
  readonly readBps?: number;
  readonly writeBps?: number;
}

/** `drive` with what a caller knows of it, which goes before its class. */
export function driveWith(drive: Drive, known: DriveRates, source: string): Drive {
  const { readIops, writeIops, readBps, writeBps } = known;
  return {
    ...drive,
    readIops: stated(drive.readIops, readIops, source),
    writeIops: stated(drive.writeIops, writeIops, source),
    readBps: stated(atLeast(drive.readBps, readIops), readBps, source),
    writeBps: stated(atLeast(drive.writeBps, writeIops), writeBps, source),
  };
}

function stated(usual: Constant | null, value: number | undefined, source: string): Constant | null {
  return value === undefined ? usual : dataSheetRate(value, source);
}

/** A rate that a data sheet states of a drive, in commands or bytes a second. */
export function dataSheetRate(value: number, source: string): Constant {
  return { name: 'rate of the drive', value, unit: '1/s', spread: 0.1, source };
}

/** The bandwidth of a class, unless what the caller knows of commands says that the drive has more. */
function atLeast(bandwidth: Constant | null, iops = 0): Constant | null {
  return bandwidth !== null && iops * SMALL > bandwidth.value ? null : bandwidth;
}

/** One command alone, of a mix of reads and writes. */
export function commandNs(drive: Drive, bytes: Bytes, readShare: number): Quantity {
  const small = sum(scaled(quantity(drive.readNs), readShare), scaled(quantity(drive.writeNs), 1 - readShare));
  const perByte = { ...quantity(drive.commandBps), value: (1e9 * Math.max(0, bytes - SMALL)) / drive.commandBps.value };
  const all = sum(small, perByte);
  return drive.doubt === undefined ? all : widened(all, drive.doubt);
}

function commands(what: string, value: number, spread: number, source: string): Constant {
  return { name: `4 KiB ${what}`, value, unit: 'I/Os/s', spread, source };
}

function bandwidth(what: string, value: number, spread: number, source: string): Constant {
  return { name: `bandwidth of ${what}`, value, unit: 'bytes/s', spread, source };
}
