import { USE, USE_UNKNOWN, type UseEvidenceId } from '../../evidence/use';
import { isVfio } from '../../model/vfio-drivers';
import type { IommuGroupFacts, UserFacts } from '../inventory';
import { printable } from './attributes';
import type { BlockDevices } from './block-devices';
import { LibvirtDomains } from './libvirt-domains';
import type { Management } from './management';
import type { NetStack } from './net-stack';
import type { OpenDevices } from './open-devices';
import type { PciDevice } from './pci-devices';
import type { Reading } from './tree';

const VDPA_FOLDER = 'sys/bus/vdpa/devices';

/** What is known of a function when its users are asked for. */
export interface UsedFunction {
  readonly device: PciDevice;
  readonly driver: string | null;
  readonly group: IommuGroupFacts | null;
  /** Its own netdevs. */
  readonly netdevs: readonly string[];
  /** Its netdevs are in another network namespace. */
  readonly isElsewhere: boolean;
  /** Block devices of its NVMe controller. */
  readonly blocks: readonly string[];
}

/** What was found of the users of a function. */
export interface FoundUsers {
  readonly users: readonly UserFacts[];
  readonly usersUnknown: readonly string[];
}

/** Evidence that functions are in use now: `USE` has all kinds of it. */
export class Users {
  private readonly domains: LibvirtDomains;
  private vdpa: readonly { readonly name: string; readonly path: string }[] | null = null;

  public constructor(
    private readonly reading: Reading,
    private readonly stack: NetStack,
    private readonly management: Management,
    private readonly open: OpenDevices,
    private readonly blocks: BlockDevices,
  ) {
    this.domains = new LibvirtDomains(reading);
  }

  public of(used: UsedFunction): FoundUsers {
    const found = new Found();
    this.addVfio(used, found);
    for (const name of this.domains.of(used.device.address)) found.add('domain', name);
    if (this.domains.isHidden) found.unknown(USE_UNKNOWN.domains());
    this.addDevices(used.device, found);
    if (used.isElsewhere) found.add('netdevElsewhere', USE.netdevElsewhere.says());
    for (const name of used.netdevs) this.addNetdev(name, found);
    for (const name of used.blocks) this.addBlock(name, found);
    return { users: found.users, usersUnknown: [...found.unknowns] };
  }

  private addVfio({ device, driver, group }: UsedFunction, found: Found): void {
    const groups = group === null ? [] : [`/dev/vfio/${group.id}`, `/dev/vfio/noiommu-${group.id}`];
    const devices = this.reading.tree.list(`${device.path}/vfio-dev`).map((name) => `/dev/vfio/devices/${name}`);
    for (const who of this.open.holdersOf(...groups)) found.add('vfioGroup', who);
    for (const who of this.open.holdersOf(...devices)) found.add('vfioDevice', who);
    const file = groups[0] ?? devices[0] ?? '/dev/vfio';
    if (isVfio(driver) && !this.open.isKnown(file)) found.unknown(USE_UNKNOWN.processes(file));
  }

  /** What drivers in user space hold, and vDPA. */
  private addDevices({ path }: PciDevice, found: Found): void {
    const { tree } = this.reading;
    const check = (id: 'uio' | 'verbs', names: readonly string[], folder: string): void => {
      for (const name of names) {
        const file = `${folder}/${name}`;
        for (const who of this.open.holdersOf(file)) found.add(id, USE[id].says(file, who));
        if (!this.open.isKnown(file)) found.unknown(USE_UNKNOWN.processes(file));
      }
    };
    check('uio', tree.list(`${path}/uio`), '/dev');
    check('verbs', tree.list(`${path}/infiniband_verbs`), '/dev/infiniband');
    this.vdpa ??= tree
      .list(VDPA_FOLDER)
      .map((name) => ({ name: printable(name), path: tree.realPath(`${VDPA_FOLDER}/${name}`) ?? '' }));
    for (const { name, path: place } of this.vdpa) {
      if (place.startsWith(`${path}/`)) found.add('vdpa', USE.vdpa.says(name));
    }
  }

  /** The netdev and all that lies upon it. */
  private addNetdev(name: string, found: Found): void {
    let mayHaveAddress = false;
    for (const member of this.stack.familyOf([name])) {
      const shown = printable(member);
      const master = this.stack.portOf(member);
      if (master !== null) found.add('netdevPort', USE.netdevPort.says(shown, printable(master)));
      if (this.stack.isUp(member) === false) continue;
      mayHaveAddress = true;
      if (this.stack.isHeardElsewhere(member)) found.unknown(USE_UNKNOWN.heardElsewhere(shown));
      if (this.stack.isTap(member)) found.add('netdevTap', USE.netdevTap.says(shown));
      for (const address of this.management.addressesOf(member) ?? []) {
        found.add('netdevAddress', USE.netdevAddress.says(shown, printable(address)));
      }
    }
    if (mayHaveAddress && this.management.addressesOf(name) === null) {
      found.unknown(USE_UNKNOWN.addresses(printable(name)));
    }
  }

  private addBlock(name: string, found: Found): void {
    const use = this.blocks.useOf(name);
    for (const { id, detail } of use.users) found.add(id, detail);
    for (const text of use.unknown) found.unknown(text);
  }
}

class Found {
  public readonly users: UserFacts[] = [];
  public readonly unknowns = new Set<string>();
  private readonly seen = new Set<string>();

  public add(id: UseEvidenceId, detail: string): void {
    const { kind } = USE[id];
    const key = `${kind} ${detail}`;
    if (!this.seen.has(key)) this.users.push({ kind, detail });
    this.seen.add(key);
  }

  public unknown(text: string): void {
    this.unknowns.add(text);
  }
}
