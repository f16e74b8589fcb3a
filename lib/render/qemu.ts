import { InputError } from '../model/errors';
import type { PciAddress } from '../model/units';
import { addressText } from './function-address';

export interface QemuDeviceProps {
  /**
   * Id of the device inside QEMU: a letter, then letters, digits, `-`, `.` and `_`.
   * @default - none
   */
  readonly id?: string;
}

const QEMU_ID = /^[A-Za-z][A-Za-z0-9._-]{0,62}$/;

/**
 * What follows QEMU's `-device` for a VF: `vfio-pci,host=0000:3b:01.2`. A token is passed on; undefined while the
 * address is not known.
 *
 * @throws InputError for an address or id that is none
 */
export function qemuDevice(address: PciAddress | null, props: QemuDeviceProps = {}): string | undefined {
  const host = addressText(address);
  if (host === undefined) return undefined;
  const { id } = props;
  if (id === undefined) return `vfio-pci,host=${host}`;
  if (!QEMU_ID.test(id)) {
    throw new InputError(
      'id',
      `${JSON.stringify(id.slice(0, 80))} is no id that QEMU takes`,
      'Start it with a letter and use letters, digits, dashes, dots and underscores, 63 at most',
    );
  }
  return `vfio-pci,host=${host},id=${id}`;
}
