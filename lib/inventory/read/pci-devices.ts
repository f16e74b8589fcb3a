import { comparePciAddresses, normalizePciAddress } from '../../model/pci';
import type { PciAddress } from '../../model/units';
import { linkNameOf, safeName, ueventOf, wordOf } from './attributes';
import { type ConfigSpace, decodeConfigSpace } from './config-space';
import type { Reading, SysfsTree } from './tree';

const BUS_FOLDER = 'sys/bus/pci/devices';
const DEVICES_FOLDER = 'sys/devices';

/** One function on the PCI bus. */
export interface PciDevice {
  readonly address: PciAddress;
  /** Its folder, links followed: below `sys/devices` the folders above it are the ports above it. */
  readonly path: string;
  /** The PF of a VF; null for any other function. */
  readonly physfn: PciAddress | null;
}

export type PciDevices = ReadonlyMap<PciAddress, PciDevice>;

/** Every function of the host, in order of its address. */
export function readPciDevices(reading: Reading): PciDevices {
  const { tree } = reading;
  const paths = new Map<PciAddress, string>();
  for (const name of tree.list(BUS_FOLDER)) {
    const address = normalizePciAddress(name);
    const path = address === null ? null : tree.realPath(`${BUS_FOLDER}/${name}`);
    if (address !== null && path !== null) paths.set(address, path);
  }
  // An archive may hold the devices without the links of the bus.
  if (paths.size === 0) collectBelow(tree, DEVICES_FOLDER, paths);
  const devices = new Map<PciAddress, PciDevice>();
  for (const address of [...paths.keys()].sort(comparePciAddresses)) {
    const path = paths.get(address) as string;
    reading.tables.add('functions', path.length);
    devices.set(address, { address, path, physfn: linkedFunction(reading, `${path}/physfn`) });
  }
  return devices;
}

/** Follows host bridges (`pci0000:00`) and functions (`0000:00:03.0`) downwards. */
function collectBelow(tree: SysfsTree, folder: string, paths: Map<PciAddress, string>): void {
  for (const name of tree.list(folder)) {
    const address = normalizePciAddress(name);
    const path = `${folder}/${name}`;
    // Folders of sysfs lie in each other; a link here may lead up again, and so on without end.
    if (tree.readLink(path) !== null) continue;
    if (address !== null) paths.set(address, path);
    if (address !== null || isHostBridge(name)) collectBelow(tree, path, paths);
  }
}

function isHostBridge(name: string): boolean {
  return /^pci[0-9a-f]{4,8}:[0-9a-f]{2}$/.test(name);
}

/** Addresses of the ports above a function, nearest first; the chain ends at its root complex. */
export function portsAbove({ path }: PciDevice): PciAddress[] {
  const ports: PciAddress[] = [];
  const parts = path.split('/');
  for (let n = parts.length - 2; n >= 0; n--) {
    const address = normalizePciAddress(parts[n] ?? '');
    if (address === null) break;
    ports.push(address);
  }
  return ports;
}

/** Address of the function that a link leads to, also where an archiver put a copy in place of the link. */
export function linkedFunction(reading: Reading, path: string): PciAddress | null {
  const name = linkNameOf(reading, path) ?? ueventOf(reading, path, 'PCI_SLOT_NAME');
  return name === undefined ? null : normalizePciAddress(name);
}

/** Driver that is bound; null: none. */
export function driverOf(reading: Reading, { path }: PciDevice): string | null {
  const driver = linkNameOf(reading, `${path}/driver`) ?? ueventOf(reading, path, 'DRIVER');
  return safeName(reading, `${path}/driver`, driver);
}

/** Driver that alone may be bound; null: any. */
export function driverOverrideOf(reading: Reading, { path }: PciDevice): string | null {
  return safeName(reading, `${path}/driver_override`, wordOf(reading, `${path}/driver_override`));
}

/** Configuration space; null when it cannot be read. */
export function configOf({ tree }: Reading, { path }: PciDevice): ConfigSpace | null {
  const bytes = tree.readBytes(`${path}/config`);
  return bytes === null ? null : decodeConfigSpace(bytes);
}
