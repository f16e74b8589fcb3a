import { ZERO_MAC } from '../../model/mac';
import { unsafeAltName } from '../../model/text';
import type { MacAddress } from '../../model/units';
import type { InterfaceFacts, NetworkFacts, XdpMode } from '../inventory';
import type { HostReading } from './host-reading';
import { flagOf, integerOf, lineOf, netdevName, stationMac, wordOf } from './attributes';
import { integerIn, type JsonRecord, recordOf, textIn } from './json';
import type { NetStack } from './net-stack';
import type { PciDevice } from './pci-devices';
import type { Reading } from './tree';

const MAX_MTU = 4_294_967_295;
/** Flag in sysfs' `flags` (`IFF_UP`). */
const IFF_UP = 1;
/** As `IFF_UP`: set as long as one user of the netdev asks for it (`IFF_PROMISC`); `ip link` shows only its own. */
const IFF_PROMISC = 0x100;
/** Values of `addr_assign_type`: the address is the hardware's own, made up, or taken from another netdev. */
const ADDRESS = { permanent: '0', random: '1', stolen: '2' } as const;
/** ARP hardware types in sysfs' `type`. */
const LINK_TYPES: ReadonlyMap<string, NonNullable<NetworkFacts['linkType']>> = new Map([
  ['1', 'ethernet'],
  ['32', 'infiniband'],
]);

const XDP_MODES: ReadonlyMap<unknown, XdpMode> = new Map([
  [1, 'driver'],
  [2, 'generic'],
  [3, 'hardware'],
]);

/** A netdev and its folder. */
export interface Netdev {
  readonly name: string;
  /** null: only `ip link` knows it. */
  readonly path: string | null;
}

/** Netdevs of a function itself, uplink first: neither representors of its VFs nor what lies upon its netdevs. */
export function netdevsOf(reading: Reading, device: PciDevice, stack: NetStack): Netdev[] {
  const found: Netdev[] = [];
  for (const folder of netFolders(reading, device)) {
    for (const name of reading.tree.list(folder)) found.push({ name, path: `${folder}/${name}` });
  }
  if (found.length === 0) found.push(...stack.namesOn(device.address).map((name) => ({ name, path: null })));
  return found
    .filter(({ name }) => netdevName(reading, `${device.path}/net`, name) !== null)
    .filter(({ name, path }) => !isRepresentor(reading, name, path, stack) && !stack.isStacked(name))
    .sort((a, b) => portOf(reading, a) - portOf(reading, b) || indexOf(reading, a, stack) - indexOf(reading, b, stack));
}

/** Names of all netdevs below a function: its own, representors, those of virtio and of sub-functions. */
export function netdevsIn({ reading, stack }: HostReading, device: PciDevice): string[] {
  const listed = netFolders(reading, device).flatMap((folder) => reading.tree.list(folder));
  return [...new Set([...listed, ...stack.allOn(device.address)])];
}

/** Whether the function has a folder of netdevs and none in it: then it is in another network namespace. */
export function isInOtherNamespace({ tree }: Reading, { path }: PciDevice): boolean {
  return tree.exists(`${path}/net`) && tree.list(`${path}/net`).length === 0;
}

/** A virtio function has its netdevs one level deeper. */
function netFolders({ tree }: Reading, { path, physfn }: PciDevice): string[] {
  if (physfn !== null || tree.exists(`${path}/net`)) return [`${path}/net`];
  return tree
    .list(path)
    .filter((name) => /^virtio\d+$/.test(name))
    .map((name) => `${path}/${name}/net`)
    .filter((folder) => tree.exists(folder));
}

/**
 * Port names of representors, as drivers make them: `pf0vf3`, `c1pf0`, `pf0sf88`; before kernel 5.0 a bare number on a
 * function in switchdev mode. Uplinks are called `p0`.
 */
function isRepresentor(reading: Reading, name: string, path: string | null, stack: NetStack): boolean {
  const link = stack.linkOf(name);
  const port = physicalNameOf(reading, path, link, 'phys_port_name');
  if (port === null) return false;
  if (/^(c\d+)?pf\d+((vf|sf)\d+)?$/.test(port)) return true;
  if (!/^-?\d+$/.test(port)) return false;
  return physicalNameOf(reading, path, link, 'phys_switch_id') !== null;
}

function portOf(reading: Reading, { path }: Netdev): number {
  return (path === null ? null : integerOf(reading, `${path}/dev_port`, 0, 65_535)) ?? 0;
}

function indexOf(reading: Reading, { name, path }: Netdev, stack: NetStack): number {
  return (
    (path === null ? null : integerOf(reading, `${path}/ifindex`)) ?? integerIn(stack.linkOf(name), 'ifindex') ?? 0
  );
}

/** Facts of one netdev. `isVf`: a VF has no address of its own that hardware would keep. */
export function readInterface(reading: Reading, netdev: Netdev, stack: NetStack, isVf: boolean): InterfaceFacts {
  const { name, path } = netdev;
  const link = stack.linkOf(name);
  const mac = macOf(reading, path, link);
  const adminUp = adminUpOf(reading, path, link);
  return {
    name,
    ...altNamesOf(link),
    mac,
    permanentMac: permanentMacOf(reading, path, link, mac, isVf),
    mtu: (path === null ? null : integerOf(reading, `${path}/mtu`, 0, MAX_MTU)) ?? integerIn(link, 'mtu'),
    minMtu: integerIn(link, 'min_mtu', 0, MAX_MTU),
    maxMtu: integerIn(link, 'max_mtu', 0, MAX_MTU),
    adminUp,
    carrier: adminUp === false ? null : carrierOf(reading, path, link),
    speedMbps: path === null ? null : speedOf(reading, path),
    port: path === null ? null : integerOf(reading, `${path}/dev_port`, 0, 65_535),
    ...physicalPortOf(link),
    ...switchPortOf(reading, path, link),
    bond: stack.bondOf(name),
    bridge: stack.bridgeOf(name),
    ...promiscuousOf(reading, path, link),
    ...xdpOf(link),
  };
}

export function linkTypeOf(reading: Reading, netdev: Netdev, stack: NetStack): NetworkFacts['linkType'] {
  const type = netdev.path === null ? null : lineOf(reading, `${netdev.path}/type`);
  if (type !== null) return LINK_TYPES.get(type) ?? null;
  const named = textIn(stack.linkOf(netdev.name), 'link_type');
  return named === 'ether' ? 'ethernet' : named === 'infiniband' ? 'infiniband' : null;
}

/** Names that no inventory may hold are left out: they hold control characters. */
function altNamesOf({ altnames }: JsonRecord): Pick<InterfaceFacts, 'altNames'> {
  if (!Array.isArray(altnames)) return {};
  const altNames = altnames.filter((name): name is string => typeof name === 'string' && unsafeAltName(name) === null);
  return altNames.length === 0 ? {} : { altNames };
}

function macOf(reading: Reading, path: string | null, link: JsonRecord): MacAddress | null {
  return stationMac((path === null ? null : lineOf(reading, `${path}/address`)) ?? textIn(link, 'address'));
}

/**
 * `ip` prints `permaddr` only where it differs from the address in use, and the kernel tells it only since the version
 * that also tells `parentdev`; so a PF's entry with the one and without the other has its permanent address in use,
 * unless the kernel says that it is made up.
 */
function permanentMacOf(
  reading: Reading,
  path: string | null,
  link: JsonRecord,
  mac: MacAddress | null,
  isVf: boolean,
): MacAddress | null {
  const kept = path === null ? null : lineOf(reading, `${path}/bonding_slave/perm_hwaddr`);
  const told = stationMac(kept ?? textIn(link, 'permaddr'));
  if (told !== null && told !== ZERO_MAC) return told;
  const assigned = path === null ? null : lineOf(reading, `${path}/addr_assign_type`);
  if (mac === ZERO_MAC || assigned === ADDRESS.random || assigned === ADDRESS.stolen) return null;
  if (assigned === ADDRESS.permanent) return mac;
  return !isVf && textIn(link, 'parentdev') !== null ? mac : null;
}

function adminUpOf(reading: Reading, path: string | null, link: JsonRecord): boolean | null {
  const flags = path === null ? null : flagsOf(reading, path);
  if (flags !== null) return (flags & IFF_UP) !== 0;
  if (Array.isArray(link.flags)) return link.flags.includes('UP');
  // The other states also come about while the netdev is administratively down.
  return path !== null && lineOf(reading, `${path}/operstate`) === 'up' ? true : null;
}

function promiscuousOf(reading: Reading, path: string | null, link: JsonRecord): Pick<InterfaceFacts, 'promiscuous'> {
  const flags = path === null ? null : flagsOf(reading, path);
  if (flags !== null) return { promiscuous: (flags & IFF_PROMISC) !== 0 };
  const users = integerIn(link, 'promiscuity');
  return users === null ? {} : { promiscuous: users > 0 };
}

/** At most 32 octets (`MAX_PHYS_ITEM_ID_LEN` of linux/netdevice.h), as hexadecimal digits. */
const PHYSICAL_ITEM_ID = /^[0-9a-f]{2,64}$/;

function physicalPortOf(link: JsonRecord): Pick<InterfaceFacts, 'physicalPort'> {
  const id = textIn(link, 'phys_port_id');
  return id !== null && PHYSICAL_ITEM_ID.test(id) ? { physicalPort: id } : {};
}

/** Names of physical ports as devlink makes them: `p1`, and `p1s0` where a port is split (`__devlink_port_phys_port_name_get`). */
const PHYSICAL_PORT_NAME = /^p\d{1,5}(s\d{1,5})?$/;

function switchPortOf(reading: Reading, path: string | null, link: JsonRecord): Pick<InterfaceFacts, 'switchPort'> {
  const port = physicalNameOf(reading, path, link, 'phys_port_name');
  const nic = physicalNameOf(reading, path, link, 'phys_switch_id');
  if (port === null || nic === null || !PHYSICAL_PORT_NAME.test(port) || !PHYSICAL_ITEM_ID.test(nic)) return {};
  return { switchPort: `${nic}/${port}` };
}

function physicalNameOf(
  reading: Reading,
  path: string | null,
  link: JsonRecord,
  name: 'phys_port_name' | 'phys_switch_id',
): string | null {
  return (path === null ? null : wordOf(reading, `${path}/${name}`)) ?? textIn(link, name);
}

/** `ip -j link` has `xdp` where a program is attached, and lists each with its mode (`XDP_ATTACHED_*` of linux/if_link.h). */
function xdpOf(link: JsonRecord): Pick<InterfaceFacts, 'xdp'> {
  if (textIn(link, 'ifname') === null) return {};
  if (link.xdp === undefined) return { xdp: [] };
  const { attached, mode } = recordOf(link.xdp);
  const modes = Array.isArray(attached) && attached.length > 0 ? attached.map((one) => recordOf(one).mode) : [mode];
  const found = modes.map((one) => XDP_MODES.get(one));
  return found.includes(undefined) ? {} : { xdp: found.filter((one) => one !== undefined) };
}

function flagsOf(reading: Reading, path: string): number | null {
  const flags = Number(lineOf(reading, `${path}/flags`) || Number.NaN);
  return Number.isInteger(flags) ? flags : null;
}

/** The kernel has no answer for a netdev that is down. */
function carrierOf(reading: Reading, path: string | null, link: JsonRecord): boolean | null {
  const carrier = path === null ? null : flagOf(reading, `${path}/carrier`);
  if (carrier !== null || !Array.isArray(link.flags)) return carrier;
  if (link.flags.includes('LOWER_UP')) return true;
  return link.flags.includes('NO-CARRIER') ? false : null;
}

/** -1, on older kernels 4294967295, while the link is down. */
function speedOf(reading: Reading, path: string): number | null {
  const speed = integerOf(reading, `${path}/speed`, -1, MAX_MTU);
  return speed === null || speed <= 0 || speed >= MAX_MTU ? null : speed;
}
