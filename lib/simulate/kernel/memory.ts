import type { VfNetworkFacts } from '../../inventory/inventory';
import type { PciAddress } from '../../model/units';
import type { KernelState } from './state';

/**
 * What the model knows beyond an inventory. Together they are all of it: a kernel made of both goes on where another
 * one ended.
 */
export interface KernelMemory {
  /** Milliseconds until the link of a PF is back, for those that lost it. */
  readonly linkBackIn: Readonly<Record<PciAddress, number>>;
  /** NVMe PFs whose lists of controllers and namespaces nobody read: what is in the inventory was written since. */
  readonly unreadLists: readonly PciAddress[];
  /** What drivers of PFs keep of VFs that went, by index of the VF. Absent: nothing. */
  readonly outlived?: Readonly<Record<PciAddress, Readonly<Record<string, Partial<VfNetworkFacts>>>>>;
}

export const NO_MEMORY: KernelMemory = { linkBackIn: {}, unreadLists: [] };

/** Takes up what another kernel knew; to be done before anything else happens. */
export function recall(state: KernelState, memory: KernelMemory): void {
  for (const [address, milliseconds] of Object.entries(memory.linkBackIn)) {
    const netdev = state.pfs.get(address)?.netdev;
    if (netdev != null) netdev.carrierAt = state.milliseconds + milliseconds;
  }
  for (const address of memory.unreadLists) {
    const nvme = state.pfs.get(address)?.nvme;
    if (nvme != null) nvme.listUnknown = true;
  }
  for (const [address, byIndex] of Object.entries(memory.outlived ?? {})) {
    const outlived = state.pfs.get(address)?.outlived;
    for (const [index, settings] of Object.entries(byIndex)) outlived?.set(Number(index), settings);
  }
}

export function memoryOf(state: KernelState): KernelMemory {
  const linkBackIn: Record<PciAddress, number> = {};
  const unreadLists: PciAddress[] = [];
  const outlived: Record<PciAddress, Record<string, Partial<VfNetworkFacts>>> = {};
  for (const { address, netdev, nvme, outlived: ofPf } of state.pfs.values()) {
    if (netdev !== null && netdev.carrierAt !== null && netdev.carrierAt > state.milliseconds) {
      linkBackIn[address] = netdev.carrierAt - state.milliseconds;
    }
    if (nvme?.listUnknown === true) unreadLists.push(address);
    if (ofPf.size > 0) outlived[address] = Object.fromEntries(ofPf);
  }
  return { linkBackIn, unreadLists, ...(Object.keys(outlived).length > 0 && { outlived }) };
}
