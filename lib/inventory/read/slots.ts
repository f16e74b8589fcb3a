import type { PciAddress } from '../../model/units';
import { wordOf } from './attributes';
import type { Reading } from './tree';

const FOLDER = 'sys/bus/pci/slots';

/** Names of physical slots by the device in them, without its function: `0000:3b:00`. */
export function readSlots(reading: Reading): ReadonlyMap<string, string> {
  const slots = new Map<string, string>();
  for (const name of reading.tree.list(FOLDER)) {
    const device = wordOf(reading, `${FOLDER}/${name}/address`);
    if (device !== null) slots.set(device.toLowerCase(), name);
  }
  return slots;
}

/** Key of a function in the map of slots. */
export function slotKey(address: PciAddress): string {
  return address.slice(0, address.lastIndexOf('.'));
}
