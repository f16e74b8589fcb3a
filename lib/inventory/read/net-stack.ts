import { GROUPS_OF_ALL } from '../../evidence/use';
import { normalizePciAddress } from '../../model/pci';
import type { PciAddress } from '../../model/units';
import type { BondFacts } from '../inventory';
import { lineOf, linkNameOf, netdevName, ueventOf, wordOf } from './attributes';
import { commandJson, type JsonRecord, recordOf, recordsOf, textIn } from './json';
import { linesOf } from './lines';
import { listed } from './listed';
import type { Reading } from './tree';

const FOLDER = 'sys/class/net';

/** Kinds of link whose `link` names the netdev below; of a veth it names the other end. */
const STACKED_KINDS: ReadonlySet<string> = new Set([
  'vlan',
  'macvlan',
  'macvtap',
  'ipvlan',
  'ipvtap',
  'ipoib',
  'macsec',
]);

/** Kinds that VMs use by a file of their own, without an address of the host. */
const TAP_KINDS: ReadonlySet<string | null> = new Set(['macvtap', 'ipvtap']);

/** Bit of sysfs' `flags` (`IFF_UP`). */
const IFF_UP = 1;

/** Groups by their place in `GROUPS_OF_ALL`. */
const GROUPS: readonly string[] = GROUPS_OF_ALL;

/** Bonding modes as `/proc/net/bonding` and as sysfs call them. */
const BONDING_MODES: ReadonlyMap<string, string> = new Map([
  ['load balancing (round-robin)', 'balance-rr'],
  ['fault-tolerance (active-backup)', 'active-backup'],
  ['load balancing (xor)', 'balance-xor'],
  ['fault-tolerance (broadcast)', 'broadcast'],
  ['ieee 802.3ad dynamic link aggregation', '802.3ad'],
  ['transmit load balancing', 'balance-tlb'],
  ['adaptive load balancing', 'balance-alb'],
]);

/** Netdevs of the host and how they lie upon each other, from `ip link`, sysfs and `/proc/net/vlan`. */
export class NetStack {
  private readonly links: ReadonlyMap<string, JsonRecord>;
  private readonly children = new Map<PciAddress, string[]>();
  private readonly uppers = new Map<string, Set<string>>();
  private functions: ReadonlyMap<PciAddress, readonly string[]> | null = null;
  /** Of each of `GROUPS_OF_ALL`: netdevs that are in it, and how many listen on them, themselves included. */
  private readonly listeners: readonly ReadonlyMap<string, number>[];

  public constructor(private readonly reading: Reading) {
    const links = recordsOf(commandJson(reading, 'ip-link'));
    this.links = new Map(links.map((link) => [textIn(link, 'ifname') ?? '', link]));
    for (const [name, link] of this.links) {
      const master = textIn(link, 'master');
      if (master !== null) this.addUpper(name, master);
      const parent = textIn(link, 'parentbus') === 'pci' ? textIn(link, 'parentdev') : null;
      if (parent !== null) listed(this.children, parent).push(name);
      const lower = textIn(link, 'link');
      if (lower !== null && STACKED_KINDS.has(this.kindOf(name) ?? '')) this.addUpper(lower, name);
    }
    this.addVlans();
    this.listeners = readListeners(reading);
  }

  /** What `ip -d link show` says of a netdev; nothing when it was not run. */
  public linkOf(name: string): JsonRecord {
    return this.links.get(name) ?? {};
  }

  /** Netdevs that `ip link` puts on a PCI function. */
  public namesOn(address: PciAddress): readonly string[] {
    return this.children.get(address) ?? [];
  }

  /**
   * All netdevs whose device is the function or something below it: its own, representors of its VFs, those of virtio
   * and of auxiliary devices such as sub-functions.
   */
  public allOn(address: PciAddress): readonly string[] {
    this.functions ??= this.byFunction();
    return [...new Set([...(this.functions.get(address) ?? []), ...this.namesOn(address)])];
  }

  /** `vlan`, `bond`, `bridge`, `openvswitch`; null for a netdev of hardware or when it is not known. */
  public kindOf(name: string): string | null {
    return textIn(recordOf(this.linkOf(name).linkinfo), 'info_kind');
  }

  /** Bond, bridge or other master that the netdev is a port of. */
  public masterOf(name: string): string | null {
    const path = `${FOLDER}/${name}/master`;
    return netdevName(this.reading, path, textIn(this.linkOf(name), 'master') ?? linkNameOf(this.reading, path));
  }

  /** What the netdev is a port of: any master but a VRF, which only chooses a table of routes. */
  public portOf(name: string): string | null {
    const master = this.masterOf(name);
    return master === null || this.kindOf(master) === 'vrf' ? null : master;
  }

  /** Administratively up; null: not known. */
  public isUp(name: string): boolean | null {
    const { flags } = this.linkOf(name);
    if (Array.isArray(flags)) return flags.includes('UP');
    const bits = Number(lineOf(this.reading, `${FOLDER}/${name}/flags`) || Number.NaN);
    return Number.isInteger(bits) ? (bits & IFF_UP) !== 0 : null;
  }

  public isTap(name: string): boolean {
    return TAP_KINDS.has(this.kindOf(name));
  }

  /** A port of Open vSwitch, which says neither of its ports where what comes in goes out. */
  public isOpenVswitch(name: string): boolean {
    return name === 'ovs-system' || this.kindOf(name) === 'openvswitch';
  }

  /** Something in another network namespace lies upon the netdev: more listen on it than are to be seen here. */
  public isHeardElsewhere(name: string): boolean {
    const master = this.masterOf(name);
    const uppers = this.uppersOf(name).filter((upper) => upper !== master);
    const lowers = this.lowersOf(name);
    // Bonds listen on their ports, bridges do not; a port is in use anyway.
    if (this.portOf(name) !== null || lowers.some((lower) => this.masterOf(lower) === name)) return false;
    return this.listeners.some((group) => {
      const known = 1 + lowers.length + uppers.filter((upper) => group.has(upper)).length;
      return (group.get(name) ?? 0) > known;
    });
  }

  /** Whether a netdev of hardware is found below the netdev, or it is one itself. */
  public isGrounded(name: string): boolean {
    const { tree } = this.reading;
    const seen = new Set<string>();
    const open = [name];
    for (let at = open.pop(); at !== undefined; at = open.pop()) {
      if (seen.has(at)) continue;
      seen.add(at);
      if (tree.readLink(`${FOLDER}/${at}/device`) !== null || tree.exists(`${FOLDER}/${at}/device`)) return true;
      if (textIn(this.linkOf(at), 'parentdev') !== null) return true;
      open.push(...this.lowersOf(at));
    }
    return false;
  }

  /** The netdevs themselves and everything that lies upon them. */
  public familyOf(names: readonly string[]): ReadonlySet<string> {
    const family = new Set<string>();
    const open = [...names];
    for (let name = open.pop(); name !== undefined; name = open.pop()) {
      if (family.has(name)) continue;
      family.add(name);
      for (const upper of this.uppersOf(name)) open.push(upper);
    }
    return family;
  }

  /** The bond that the netdev is a port of; team devices count as bonds. */
  public bondOf(name: string): BondFacts | null {
    const master = this.masterOf(name);
    return master !== null && this.masterKind(name, master) === 'bond'
      ? { name: master, mode: this.bondModeOf(master) }
      : null;
  }

  public bridgeOf(name: string): string | null {
    const master = this.masterOf(name);
    return master !== null && this.masterKind(name, master) === 'bridge' ? master : null;
  }

  private byFunction(): ReadonlyMap<PciAddress, readonly string[]> {
    const { tree } = this.reading;
    const found = new Map<PciAddress, string[]>();
    for (const name of tree.list(FOLDER)) {
      const parts = tree.realPath(`${FOLDER}/${name}`)?.split('/') ?? [];
      const address = parts.flatMap((part) => normalizePciAddress(part) ?? []).at(-1);
      if (address !== undefined) listed(found, address).push(name);
    }
    return found;
  }

  private uppersOf(name: string): string[] {
    const uppers = new Set(this.uppers.get(name));
    const master = this.masterOf(name);
    if (master !== null) uppers.add(master);
    for (const entry of this.reading.tree.list(`${FOLDER}/${name}`)) {
      if (entry.startsWith('upper_')) uppers.add(entry.slice('upper_'.length));
    }
    return [...uppers];
  }

  private lowersOf(name: string): string[] {
    const lowers = new Set<string>();
    for (const entry of this.reading.tree.list(`${FOLDER}/${name}`)) {
      if (entry.startsWith('lower_')) lowers.add(entry.slice('lower_'.length));
    }
    for (const [lower, uppers] of this.uppers) if (uppers.has(name)) lowers.add(lower);
    return [...lowers];
  }

  private masterKind(port: string, master: string): 'bond' | 'bridge' | null {
    const { tree } = this.reading;
    const kind =
      this.kindOf(master) ??
      textIn(recordOf(this.linkOf(port).linkinfo), 'info_slave_kind') ??
      ueventOf(this.reading, `${FOLDER}/${master}`, 'DEVTYPE') ??
      null;
    if (kind === 'bond' || kind === 'team') return 'bond';
    if (kind === 'bridge' || kind === 'openvswitch' || master === 'ovs-system') return 'bridge';
    if (kind !== null) return null;
    if (tree.exists(`${FOLDER}/${master}/bonding`) || tree.exists(`proc/net/bonding/${master}`)) return 'bond';
    return tree.exists(`${FOLDER}/${master}/bridge`) ? 'bridge' : null;
  }

  private bondModeOf(bond: string): string | null {
    const { tree } = this.reading;
    // `802.3ad 4`
    const mode = wordOf(this.reading, `${FOLDER}/${bond}/bonding/mode`)?.split(' ')[0];
    const info = recordOf(recordOf(this.linkOf(bond).linkinfo).info_data);
    const line = /^Bonding Mode: (.*?)(?: \(fail_over_mac .*\))?$/m.exec(
      tree.readText(`proc/net/bonding/${bond}`) ?? '',
    );
    return mode ?? textIn(info, 'mode') ?? BONDING_MODES.get((line?.[1] ?? '').toLowerCase()) ?? null;
  }

  /** Lines `eth0.100 | 100 | eth0`. */
  private addVlans(): void {
    const { tree, tables } = this.reading;
    const vlans = tables.lines('vlans', tree.readText('proc/net/vlan/config'));
    for (const line of vlans) {
      const [name, id, lower] = line.split('|', 3).map((cell) => cell.trim());
      if (name && lower && /^\d+$/.test(id ?? '')) this.addUpper(lower, name);
    }
  }

  private addUpper(lower: string, upper: string): void {
    const uppers = this.uppers.get(lower);
    if (uppers === undefined) this.uppers.set(lower, new Set([upper]));
    else uppers.add(upper);
  }

  /** `iflink` differs from `ifindex` on what lies upon another netdev. */
  public isStacked(name: string): boolean {
    const own = lineOf(this.reading, `${FOLDER}/${name}/ifindex`);
    const lower = lineOf(this.reading, `${FOLDER}/${name}/iflink`);
    return own !== null && lower !== null && own !== lower;
  }
}

/** Lines `11   vf0   2     0     01005e000001`: index, netdev, listeners, of those by hand, group. */
function readListeners({ tree, tables }: Reading): ReadonlyMap<string, number>[] {
  const listeners = GROUPS_OF_ALL.map(() => new Map<string, number>());
  for (const line of linesOf(tree.readText('proc/net/dev_mcast'))) {
    const [, name = '', count, , group = ''] = line.trim().split(/\s+/, 5);
    const found = listeners[GROUPS.indexOf(group)];
    if (found === undefined) continue;
    tables.add('listeners', line.length);
    found.set(name, Number(count));
  }
  return listeners;
}
