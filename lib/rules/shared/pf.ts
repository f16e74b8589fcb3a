import { isGuestSideDriver } from '../../catalog/guest-side';
import type { PciAddress } from '../../model/units';
import { describePf, type ResolvedPf } from '../../resolve/resolved';

/** Address of the PF as found, else as selected; null when it is named by something else and was not found. */
export function pfAddress(pf: ResolvedPf): PciAddress | null {
  return pf.facts?.address ?? pf.wanted.selector.address ?? null;
}

/** `(0000:3b:00.0, ice)`, the end of most messages about a PF. */
export function inBrackets(pf: ResolvedPf): string {
  return `(${describePf(pf)})`;
}

/** Kernel driver of the PF: the bound one, else the one the catalog names. */
export function pfDriver(pf: ResolvedPf): string | null {
  return pf.facts?.driver ?? pf.device?.driver.pf ?? null;
}

/** Whether VFs are to exist; null when a token decides. */
export function wantsVfs(pf: ResolvedPf): boolean | null {
  return pf.numVfs === null ? null : pf.numVfs !== 0;
}

/** The "PF" is itself a function given to this machine by its hypervisor. */
export function isGuestSide(pf: ResolvedPf): boolean {
  return isGuestSideDriver(pfDriver(pf));
}

/**
 * Key of the card that the function sits on: functions of one card share it. With ARI all functions of the bus are one
 * device; otherwise those with the same device number. null when the PF has no usable address.
 */
export function cardOf(pf: ResolvedPf): string | null {
  const address = pfAddress(pf);
  if (address === null) return null;
  return cardOfAddress(address, pf.facts?.ariEnabled === true);
}

/** As `cardOf`, for a function of the inventory that nobody declared. */
export function cardOfAddress(address: PciAddress, ariEnabled: boolean): string | null {
  const end = address.lastIndexOf(ariEnabled ? ':' : '.');
  return end < 0 ? null : address.slice(0, end);
}
