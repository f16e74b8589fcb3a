import type { PciAddress } from '../../model/units';
import { BlockDevices } from './block-devices';
import { Devlink } from './devlink';
import { IommuGroups } from './iommu-groups';
import { Management } from './management';
import { NetStack } from './net-stack';
import { OpenDevices } from './open-devices';
import { type PciDevices, readPciDevices } from './pci-devices';
import { PcieLinks } from './pcie-links';
import { readSlots } from './slots';
import { OutOfTree } from './out-of-tree';
import type { Reading } from './tree';
import { Users } from './users';

/** A host that is being read: the parts that several functions share, each read once. */
export interface HostReading {
  readonly reading: Reading;
  readonly devices: PciDevices;
  readonly groups: IommuGroups;
  readonly links: PcieLinks;
  readonly slots: ReadonlyMap<string, string>;
  readonly stack: NetStack;
  readonly management: Management;
  readonly devlink: Devlink;
  readonly blocks: BlockDevices;
  readonly users: Users;
  readonly outOfTree: OutOfTree;
  /** VFs by the PF that they say is theirs, in order of their address. */
  readonly vfsByPf: () => ReadonlyMap<PciAddress, readonly PciAddress[]>;
}

export function startReading(reading: Reading): HostReading {
  const devices = readPciDevices(reading);
  const stack = new NetStack(reading);
  const management = new Management(reading, stack);
  const open = new OpenDevices(reading);
  const blocks = new BlockDevices(reading, open);
  let vfsByPf: ReadonlyMap<PciAddress, readonly PciAddress[]> | null = null;
  return {
    reading,
    devices,
    outOfTree: new OutOfTree(reading),
    groups: new IommuGroups(reading, devices),
    links: new PcieLinks(reading, devices),
    slots: readSlots(reading),
    stack,
    management,
    devlink: new Devlink(reading),
    blocks,
    users: new Users(reading, stack, management, open, blocks),
    vfsByPf: () => {
      vfsByPf ??= findVfs(devices);
      return vfsByPf;
    },
  };
}

function findVfs(devices: PciDevices): ReadonlyMap<PciAddress, readonly PciAddress[]> {
  const found = new Map<PciAddress, PciAddress[]>();
  for (const { address, physfn } of devices.values()) {
    if (physfn === null) continue;
    const vfs = found.get(physfn);
    if (vfs === undefined) found.set(physfn, [address]);
    else vfs.push(address);
  }
  return found;
}
