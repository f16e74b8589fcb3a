import { normalizePciAddress } from '../../../model/pci';
import type { PciAddress } from '../../../model/units';
import { ArgumentError } from '../../schema';

/**
 * The address of an argument as the kernel prints it.
 *
 * @param position of the argument, counted from 0
 * @throws ArgumentError
 */
export function pciAddressOf(text: string, position: number): PciAddress {
  const address = normalizePciAddress(text);
  if (address === null) {
    throw new ArgumentError(
      position,
      `${JSON.stringify(text)} is no PCI address. Give it with its domain, as the kernel prints it: 0000:3b:00.0.`,
    );
  }
  return address;
}
