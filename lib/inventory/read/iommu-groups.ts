import { comparePciAddresses, normalizePciAddress } from '../../model/pci';
import type { PciAddress } from '../../model/units';
import type { IommuGroupFacts } from '../inventory';
import { linkNameOf, wordOf } from './attributes';
import type { PciDevice, PciDevices } from './pci-devices';
import type { Reading } from './tree';

const FOLDER = 'sys/kernel/iommu_groups';

const GROUP_NUMBER = /^\d{1,9}$/;

/** Name that VFIO gives the groups it makes up where there is no IOMMU. */
const NO_IOMMU = 'vfio-noiommu';
const DOMAIN_TYPES: ReadonlySet<string | null> = new Set(['DMA', 'DMA-FQ', 'identity']);

/** Groups of the host, each read once: a group without ACS can have hundreds of members. */
export class IommuGroups {
  private readonly groups = new Map<number, IommuGroupFacts | null>();
  private readonly types = new Map<number, string | null>();
  private listed: ReadonlyMap<PciAddress, number> | null = null;
  private linked: ReadonlyMap<string, readonly PciAddress[]> | null = null;

  public constructor(
    private readonly reading: Reading,
    private readonly devices: PciDevices,
  ) {}

  /** Group of a function; null: it has none. */
  public of(device: PciDevice): IommuGroupFacts | null {
    const id = this.idOf(device);
    if (id === null) return null;
    const known = this.groups.get(id);
    if (known !== undefined && (known === null || known.members.includes(device.address))) return known;
    const group = this.read(id, device.address);
    this.groups.set(id, group);
    return group;
  }

  /** Numbers of all groups that stand for an IOMMU. */
  public ids(): number[] {
    return this.reading.tree
      .list(FOLDER)
      .filter((name) => GROUP_NUMBER.test(name))
      .map(Number)
      .filter((id) => !this.isMadeUp(id));
  }

  /** Default domain type of a group: `DMA`, `DMA-FQ`, `identity`; null: not known. */
  public typeOf(id: number): string | null {
    let type = this.types.get(id);
    if (type === undefined) {
      type = wordOf(this.reading, `${FOLDER}/${id}/type`);
      this.types.set(id, type);
    }
    return type;
  }

  private idOf(device: PciDevice): number | null {
    const name = linkNameOf(this.reading, `${device.path}/iommu_group`);
    if (name !== null && GROUP_NUMBER.test(name)) return Number(name);
    // Links may be lost on the way into an archive; the folder of groups says the same.
    this.listed ??= this.membersListed();
    return this.listed.get(device.address) ?? null;
  }

  private membersListed(): ReadonlyMap<PciAddress, number> {
    const groupOf = new Map<PciAddress, number>();
    for (const id of this.ids()) {
      for (const member of this.members(id)) groupOf.set(member, id);
    }
    return groupOf;
  }

  private members(id: number): PciAddress[] {
    const members: PciAddress[] = [];
    for (const name of this.reading.tree.list(`${FOLDER}/${id}/devices`)) {
      const address = normalizePciAddress(name);
      if (address !== null) members.push(address);
    }
    return members;
  }

  private read(id: number, asked: PciAddress): IommuGroupFacts | null {
    if (this.isMadeUp(id)) return null;
    const members = this.members(id);
    if (members.includes(asked)) return { id, members: members.sort(comparePciAddresses) };
    // An archive may lack the folder of groups, or a part of it.
    this.linked ??= this.membersLinked();
    const all = new Set([asked, ...members, ...(this.linked.get(String(id)) ?? [])]);
    return { id, members: [...all].sort(comparePciAddresses) };
  }

  /** Members by their own links, for archives without the folder of groups. */
  private membersLinked(): ReadonlyMap<string, readonly PciAddress[]> {
    const groups = new Map<string, PciAddress[]>();
    for (const { address, path } of this.devices.values()) {
      const id = linkNameOf(this.reading, `${path}/iommu_group`);
      const members = id === null ? undefined : groups.get(id);
      if (members !== undefined) members.push(address);
      else if (id !== null) groups.set(id, [address]);
    }
    return groups;
  }

  /** A made-up group has no domain, so that most groups need no second look. */
  private isMadeUp(id: number): boolean {
    return !DOMAIN_TYPES.has(this.typeOf(id)) && wordOf(this.reading, `${FOLDER}/${id}/name`) === NO_IOMMU;
  }
}
