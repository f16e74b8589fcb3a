import type { RefusedPortState } from '../catalog/device';
import type { InterfaceFacts } from '../inventory/inventory';

/** What makes a port such that its driver makes VFs. */
export function portFix(state: RefusedPortState, { name, bond }: InterfaceFacts): string {
  return FIXES[state](name, bond?.name ?? 'its bond');
}

const FIXES: Readonly<Record<RefusedPortState, (name: string, bond: string) => string>> = {
  down: (name) => `Set it up (ip link set ${name} up)`,
  xdp: (name) =>
    `Take the program off first (ip link set ${name} xdp off, or end the program that attached it), or use a port without one`,
  bonded: (name, bond) => `Take ${name} out of ${bond} first, or use a kernel whose driver makes VFs there`,
};
