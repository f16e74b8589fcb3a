import type { RefusedPortState } from '../catalog/driver-profile';
import type { PortRefusal } from '../catalog/num-vfs-answer';
import type { InterfaceFacts } from '../inventory/inventory';

/** What makes a port such that its driver makes VFs. */
export function portFix({ port, fix }: PortRefusal, { name, bond }: InterfaceFacts): string {
  return fix ?? FIXES[port](name, bond?.name ?? 'its bond');
}

const FIXES: Readonly<Record<RefusedPortState, (name: string, bond: string) => string>> = {
  down: (name) => `Set it up (ip link set ${name} up)`,
  xdp: (name) =>
    `Take the program off first (ip link set ${name} xdp off, or end the program that attached it), or use a port without one`,
  bonded: (name, bond) => `Take ${name} out of ${bond} first, or use a kernel whose driver makes VFs there`,
  safeMode: (name) => `Have the driver of ${name} drive its card in full: the kernel log tells why it does not`,
};
