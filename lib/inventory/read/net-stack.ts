import type { PciAddress } from '../../model/units';
import type { BondFacts } from '../inventory';
import { lineOf, linkNameOf, safeName, ueventOf, wordOf } from './attributes';
import { commandJson, type JsonRecord, recordOf, recordsOf, textIn } from './json';
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
  private readonly children = new Map<PciAddress, readonly string[]>();
  private readonly uppers = new Map<string, Set<string>>();

  public constructor(private readonly reading: Reading) {
    const links = recordsOf(commandJson(reading, 'ip-link'));
    this.links = new Map(links.map((link) => [textIn(link, 'ifname') ?? '', link]));
    for (const [name, link] of this.links) {
      const master = textIn(link, 'master');
      if (master !== null) this.addUpper(name, master);
      const parent = textIn(link, 'parentbus') === 'pci' ? textIn(link, 'parentdev') : null;
      if (parent !== null) this.children.set(parent, [...this.namesOn(parent), name]);
      const lower = textIn(link, 'link');
      if (lower !== null && STACKED_KINDS.has(this.kindOf(name) ?? '')) this.addUpper(lower, name);
    }
    this.addVlans();
  }

  /** What `ip -d link show` says of a netdev; nothing when it was not run. */
  public linkOf(name: string): JsonRecord {
    return this.links.get(name) ?? {};
  }

  /** Netdevs that `ip link` puts on a PCI function. */
  public namesOn(address: PciAddress): readonly string[] {
    return this.children.get(address) ?? [];
  }

  /** `vlan`, `bond`, `bridge`, `openvswitch`; null for a netdev of hardware or when it is not known. */
  public kindOf(name: string): string | null {
    return textIn(recordOf(this.linkOf(name).linkinfo), 'info_kind');
  }

  /** Bond, bridge or other master that the netdev is a port of. */
  public masterOf(name: string): string | null {
    const path = `${FOLDER}/${name}/master`;
    return safeName(this.reading, path, textIn(this.linkOf(name), 'master') ?? linkNameOf(this.reading, path));
  }

  /** The netdevs themselves and everything that lies upon them. */
  public familyOf(names: readonly string[]): ReadonlySet<string> {
    const family = new Set<string>();
    const open = [...names];
    for (let name = open.pop(); name !== undefined; name = open.pop()) {
      if (family.has(name)) continue;
      family.add(name);
      open.push(...this.uppersOf(name));
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

  private uppersOf(name: string): string[] {
    const uppers = new Set(this.uppers.get(name));
    const master = this.masterOf(name);
    if (master !== null) uppers.add(master);
    for (const entry of this.reading.tree.list(`${FOLDER}/${name}`)) {
      if (entry.startsWith('upper_')) uppers.add(entry.slice('upper_'.length));
    }
    return [...uppers];
  }

  private masterKind(port: string, master: string): 'bond' | 'bridge' | null {
    const { tree } = this.reading;
    const kind =
      this.kindOf(master) ??
      textIn(recordOf(this.linkOf(port).linkinfo), 'info_slave_kind') ??
      ueventOf(this.reading, `${FOLDER}/${master}`).get('DEVTYPE') ??
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
    for (const line of (this.reading.tree.readText('proc/net/vlan/config') ?? '').split('\n')) {
      const [name, id, lower] = line.split('|').map((cell) => cell.trim());
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
