import {
  type CardIdentity,
  type ExpectedCard,
  HASH_DIGITS,
  HASH_PREFIX,
  isDeviceSerialNumber,
  MACHINE_PART_NAMES,
  MACHINE_PARTS,
  type MachineIdentity,
  NO_SERIAL_TEXTS,
} from '../model/identity';
import { parseMac } from '../model/mac';
import { unsafeLine } from '../model/text';
import * as identity from './identity.sh.generated';
import { pciAddress, UnsafeValue } from './safe-values';
import { fill } from './template';

/** What does not move of the machine, as words in MACHINE. */
export const MACHINE = fill(identity.MACHINE, {
  NO_SERIALS: NO_SERIAL_TEXTS.map((text) => `'${text}'`).join(' | '),
  HASH_PREFIX,
  HASH_DIGITS,
});

/** Compares machine and cards with what the plan knows of them. */
export const SAME_HOST = `${MACHINE}\n${identity.SAME_HOST}`;

export const SAME_HOST_TOOLS: readonly string[] = ['awk', 'grep', 'od', 'tr'];

/**
 * Call of `same_machine`; null when nothing is known of the machine.
 *
 * @throws UnsafeValue
 */
export function sameMachineLine(machine: MachineIdentity): string | null {
  const words = MACHINE_PART_NAMES.flatMap((part) => {
    const hash = machine[part];
    if (hash === undefined) return [];
    return [`${MACHINE_PARTS[part].word}=${safe(hash, /^[0-9a-f]{32}$/.test(hash), 'hash of 32 digits')}`];
  });
  return words.length === 0 ? null : `same_machine ${words.join(' ')}`;
}

/**
 * Call of `same_card`; null when nothing is known of the card.
 *
 * @throws UnsafeValue
 */
export function sameCardLine(card: ExpectedCard): string | null {
  const { address, vendorId, deviceId, subsystemVendorId, subsystemDeviceId, permanentMac: mac, serial } = card;
  const isDsn = serial !== undefined && isDeviceSerialNumber(serial);
  const words = [
    ...[vendorId, deviceId, subsystemVendorId, subsystemDeviceId].map(pciId),
    mac === undefined ? UNKNOWN : safe(mac, parseMac(mac) === mac, 'MAC address'),
    isDsn ? serial : UNKNOWN,
    isDsn || serial === undefined ? UNKNOWN : serialNumber(serial),
  ];
  return words.every((word) => word === UNKNOWN) ? null : `same_card ${pciAddress(address)} ${words.join(' ')}`;
}

/** Whether a plan can tell its card from one of the same kind. */
export function tellsItsCard({ permanentMac, serial }: CardIdentity): boolean {
  return permanentMac !== undefined || serial !== undefined;
}

const UNKNOWN = '-';

function pciId(id: string | undefined): string {
  return id === undefined ? UNKNOWN : safe(id, /^[0-9a-f]{4}$/.test(id), 'PCI id');
}

/** Free text: quoted whole. */
function serialNumber(serial: string): string {
  return `'${safe(serial, serial !== '' && unsafeLine(serial) === null, 'serial number').replaceAll("'", `'\\''`)}'`;
}

function safe(value: string, isSafe: boolean, what: string): string {
  if (isSafe) return value;
  throw new UnsafeValue(value, what);
}
