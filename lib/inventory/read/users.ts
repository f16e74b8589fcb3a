import { normalizePciAddress } from '../../model/pci';
import type { PciAddress } from '../../model/units';
import type { InterfaceFacts, IommuGroupFacts, UserFacts } from '../inventory';
import { printable } from './attributes';
import type { Management } from './management';
import type { PciDevice } from './pci-devices';
import type { Reading } from './tree';

const OPEN_GROUPS = 'cmd/vfio-open.txt';

/** What is known of a function when its users are asked for. */
export interface UsedFunction {
  readonly device: PciDevice;
  readonly driver: string | null;
  readonly group: IommuGroupFacts | null;
  readonly interfaces: readonly InterfaceFacts[];
  /** Its netdevs are in another network namespace. */
  readonly isElsewhere: boolean;
  /** Where namespaces of its NVMe controller are mounted. */
  readonly mounts: readonly string[];
}

/** Evidence that functions are in use now. */
export class Users {
  /** Processes by what they hold open: number of a group, or name of a device below `/dev/vfio/devices`. */
  private readonly holders: ReadonlyMap<string, readonly string[]> | null;
  private readonly domains: ReadonlyMap<PciAddress, readonly string[]>;
  private saidUnknown = false;

  public constructor(
    private readonly reading: Reading,
    private readonly management: Management,
  ) {
    this.holders = openGroups(reading);
    this.domains = runningDomains(reading);
  }

  public of(used: UsedFunction): UserFacts[] {
    const users: UserFacts[] = [];
    const add = (kind: UserFacts['kind'], details: readonly string[]): void => {
      for (const detail of details) users.push({ kind, detail });
    };
    if (isVfioDriver(used.driver)) add('vfio', this.holdersOf(used));
    add('domain', this.domains.get(used.device.address) ?? []);
    if (used.isElsewhere) add('netdev', ['its netdev is in another network namespace']);
    for (const netdev of used.interfaces) add('netdev', this.netdevUse(netdev));
    add('mount', used.mounts);
    return users;
  }

  private holdersOf({ device, group }: UsedFunction): readonly string[] {
    if (this.holders === null) {
      if (!this.saidUnknown) {
        this.reading.warn(`${OPEN_GROUPS} is missing: which functions VMs hold through VFIO is not known`);
      }
      this.saidUnknown = true;
      return [];
    }
    if (this.holders.size === 0) return [];
    const names = this.reading.tree.list(`${device.path}/vfio-dev`);
    const { holders } = this;
    const keys = group === null ? names : [String(group.id), ...names];
    return [...new Set(keys.flatMap((key) => holders.get(key) ?? []))];
  }

  /** A netdev that is up and has an address, or is a port of a bond or bridge. */
  private netdevUse({ name, adminUp, bond, bridge }: InterfaceFacts): string[] {
    const master = bond?.name ?? bridge;
    if (master !== null) return [`${name} is a port of ${master}`];
    if (adminUp !== true) return [];
    return (this.management.addressesOf(name) ?? []).map((address) => `${name} has ${printable(address)}`);
  }
}

/** `vfio-pci`, and the drivers that devices bring for live migration: `mlx5_vfio_pci`. */
export function isVfioDriver(driver: string | null): boolean {
  return driver?.includes('vfio') ?? false;
}

/** Lines `/dev/vfio/10 4242 qemu-system-x86 vm-a`; the last word, the name of the guest, may be missing. */
function openGroups({ tree, warn }: Reading): ReadonlyMap<string, readonly string[]> | null {
  const text = tree.readText(OPEN_GROUPS);
  if (text === null) return null;
  const holders = new Map<string, string[]>();
  for (const line of text.split('\n')) {
    if (line.startsWith('#')) {
      warn(`${OPEN_GROUPS}: ${printable(line.slice(1)).trim()}`);
      continue;
    }
    const [path = '', pid, command = '', ...guest] = printable(line).trim().split(/\s+/);
    if (pid === undefined) continue;
    const key = path.slice(path.lastIndexOf('/') + 1);
    const name = guest.length > 0 ? `, guest ${guest.join(' ')}` : '';
    holders.set(key, [...(holders.get(key) ?? []), `${command} (pid ${pid}${name})`]);
  }
  return holders;
}

/** Domains that run, from `virsh dumpxml` (`cmd/virsh-*.xml`), by the host functions they hold. */
function runningDomains({ tree }: Reading): ReadonlyMap<PciAddress, readonly string[]> {
  const domains = new Map<PciAddress, string[]>();
  for (const file of tree.list('cmd')) {
    if (!file.startsWith('virsh-') || !file.endsWith('.xml')) continue;
    const xml = tree.readText(`cmd/${file}`) ?? '';
    const name = printable(/<name>([^<]{1,255})<\/name>/.exec(xml)?.[1] ?? file);
    for (const address of hostAddresses(xml)) domains.set(address, [...(domains.get(address) ?? []), name]);
  }
  return domains;
}

/** The address inside a `source` is the host's, the one beside it the guest's. */
function hostAddresses(xml: string): PciAddress[] {
  const addresses: PciAddress[] = [];
  for (const part of xml.split(/<source\b[^>]*[^/]>|<source>/).slice(1)) {
    const source = part.slice(0, Math.max(0, part.indexOf('</source>')));
    const element = /<address\b([^>]*)>/.exec(source)?.[1] ?? '';
    const number = (name: string): number =>
      Number(new RegExp(`\\b${name}=['"](\\w+)['"]`).exec(element)?.[1] ?? Number.NaN);
    const [bus, slot, fn] = [number('bus'), number('slot'), number('function')];
    if (Number.isNaN(bus + slot + fn)) continue;
    const hex = (value: number, digits: number): string => value.toString(16).padStart(digits, '0');
    const domain = number('domain') || 0;
    const address = normalizePciAddress(`${hex(domain, 4)}:${hex(bus, 2)}:${hex(slot, 2)}.${fn}`);
    if (address !== null) addresses.push(address);
  }
  return addresses;
}
