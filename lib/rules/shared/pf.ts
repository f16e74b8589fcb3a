import { isGuestSideDriver } from '../../catalog/guest-side';
import { describePf, type ResolvedPf } from '../../resolve/resolved';

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
