import type { PciAddress } from '../model/units';
import { addressText } from './function-address';

export interface ProxmoxHostpciProps {
  /**
   * Show the VF as a PCI Express device; the VM's machine type must be q35.
   * @default false
   */
  readonly pcie?: boolean;
}

/**
 * Value of a `hostpciN` option of Proxmox VE: `0000:3b:01.2`, or `0000:3b:01.2,pcie=1`. A token is passed on;
 * undefined while the address is not known.
 *
 * @throws InputError for an address that is none
 */
export function proxmoxHostpci(address: PciAddress | null, props: ProxmoxHostpciProps = {}): string | undefined {
  const host = addressText(address);
  if (host === undefined) return undefined;
  return props.pcie ? `${host},pcie=1` : host;
}
