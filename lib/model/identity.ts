import { createHash } from 'node:crypto';
import type { MacAddress } from './units';

/**
 * What does not move of a machine. Each part is `machineHash` of what the machine says, never the text itself: machine ids
 * are confidential (machine-id(5)), and serial numbers are readable by root alone. Absent: not known.
 */
export interface MachineIdentity {
  readonly machineId?: string;
  readonly boardSerial?: string;
  readonly productSerial?: string;
}

export type MachinePart = keyof MachineIdentity;

/** One row a part: its word in shell scripts and captures, the file below `/` that says it, and its words in messages. */
export const MACHINE_PARTS: Readonly<
  Record<MachinePart, { readonly word: string; readonly file: string; readonly words: string }>
> = {
  machineId: { word: 'machine-id', file: 'etc/machine-id', words: 'machine id (hash)' },
  boardSerial: { word: 'board-serial', file: 'sys/class/dmi/id/board_serial', words: 'board serial number (hash)' },
  productSerial: {
    word: 'product-serial',
    file: 'sys/class/dmi/id/product_serial',
    words: 'product serial number (hash)',
  },
};

export const MACHINE_PART_NAMES = Object.keys(MACHINE_PARTS) as readonly MachinePart[];

/** Hexadecimal digits of a hash that are kept: 128 bits, as many as a machine id has. */
export const HASH_DIGITS = 32;

/** What stands before a text that is hashed, so that no other program's hash of it is the same. */
export const HASH_PREFIX = 'cdktf-sriov';

/** What firmware says where nobody wrote a serial number; in lower case. */
export const NO_SERIAL_TEXTS: readonly string[] = [
  'none',
  'n/a',
  'not applicable',
  'not available',
  'not specified',
  'not provided',
  'unknown',
  'default',
  'default string',
  'to be filled by o.e.m.',
  'to be filled by o.e.m',
  'system serial number',
  'base board serial number',
  'serial number',
  'oem',
  'empty',
  'uninitialized',
  '0123456789',
  '123456789',
  '1234567890',
];

/**
 * A part of a machine's identity from the first line of its file; null for what tells one machine from no other.
 *
 * SHA-256 of a text that begins with the name of this program: a keyed hash as machine-id(5) asks for, and, unlike the
 * HMAC of `sd_id128_get_machine_app_specific`, one that a POSIX shell computes in one line of `printf` and `sha256sum`.
 * The guard on the host (`lib/shell/identity.ts`) makes the same one.
 */
export function machineHash(part: MachinePart, text: string): string | null {
  const value = text.trim().replaceAll(/[A-Z]/g, (letter) => letter.toLowerCase());
  if (!/^[ -~]{2,128}$/.test(value) || /^[0.x -]*$/.test(value) || NO_SERIAL_TEXTS.includes(value)) return null;
  const { word } = MACHINE_PARTS[part];
  return createHash('sha256').update(`${HASH_PREFIX} ${word} ${value}`).digest('hex').slice(0, HASH_DIGITS);
}

/** What does not move of a card, as far as it is known; ids are four hexadecimal digits in lower case. */
export interface CardIdentity {
  readonly vendorId?: string;
  readonly deviceId?: string;
  readonly subsystemVendorId?: string;
  readonly subsystemDeviceId?: string;
  /** Of the PF's first netdev. */
  readonly permanentMac?: MacAddress;
  /** Of the drive, or of the card: the PCI device serial number as `lspci` prints it, or what the driver reports. */
  readonly serial?: string;
}

/** A card at its address. */
export interface ExpectedCard extends CardIdentity {
  readonly address: string;
}

/** What an executor must find before its first write. */
export interface HostIdentity {
  readonly machine: MachineIdentity;
  readonly cards: readonly ExpectedCard[];
}

const DEVICE_SERIAL_NUMBER = /^[0-9a-f]{2}(-[0-9a-f]{2}){7}$/;

/**
 * Whether a serial number is that of the PCI capability. Of one card the driver may report another one, so that the two
 * say nothing of each other.
 */
export function isDeviceSerialNumber(serial: string): boolean {
  return DEVICE_SERIAL_NUMBER.test(serial) && serial !== '00-00-00-00-00-00-00-00';
}
