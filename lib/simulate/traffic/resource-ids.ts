import type { PciAddress } from '../../model/units';

/** Ids of the resources of a prediction, for whoever makes them and whoever looks them up. */

export type Side = 'tx' | 'rx';

export function portId(pf: string, side: Side): string {
  return `port:${pf}:${side}`;
}

/** @param of the address of a PF, or of its card */
export function packetsId(of: string, side: Side): string {
  return `packets:${of}:${side}`;
}

/** @param link address of a port on the way, or of the card */
export function pcieId(link: PciAddress, way: 'to-host' | 'to-device'): string {
  return `pcie:${link}:${way}`;
}

export function commandsId(pf: string): string {
  return `iops:${pf}`;
}

export function bandwidthId(pf: string): string {
  return `bandwidth:${pf}`;
}

/** Bus and device of a function: its address without the number of the function. `cardOf` of `lib/resolve` knows ARI as well, for which it needs the host. */
export function pciDeviceOf(pf: string): string {
  return pf.slice(0, pf.lastIndexOf('.'));
}
