import type { InterfaceFacts, NetworkFacts } from './inventory';

/** What a PF tells of its port that drivers may refuse VFs for; null: not known. A program of the kernel's own (generic XDP) is no matter of a driver. */
export function portStatesOf(
  { adminUp, bond, xdp }: InterfaceFacts,
  { safeMode = null }: Pick<NetworkFacts, 'safeMode'>,
) {
  return {
    down: adminUp === null ? null : !adminUp,
    xdp: xdp === undefined ? null : xdp.some((mode) => mode !== 'generic'),
    bonded: bond !== null,
    safeMode,
  };
}
