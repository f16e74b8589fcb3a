import type { PciAddress } from '../model/units';
import type { VfOwner } from './draft';

/**
 * Whether a VF may be touched while in use: it is named by its address, or by the attachment that owns it. A VF whose address
 * is not known (empty) has no name but its owner's.
 */
export function isAllowedByName(
  allowed: ReadonlySet<string>,
  address: PciAddress,
  owner: VfOwner | null | undefined,
): boolean {
  return (address !== '' && allowed.has(address)) || (owner != null && allowed.has(owner.attachment));
}
