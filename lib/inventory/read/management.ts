import { ipKey, ipKeyOfWords } from './ip-address';
import { commandJson, type JsonRecord, recordsOf, textIn } from './json';
import type { NetStack } from './net-stack';
import type { Reading } from './tree';

const SSH_PORT = '0016';
const ESTABLISHED = '01';
/** Routes that lead nowhere. */
const DEAD_ROUTES: ReadonlySet<string | null> = new Set(['unreachable', 'blackhole', 'prohibit', 'throw']);

/** Through which netdevs the host is managed, and what is known of that. */
export class Management {
  /** Netdevs of the default routes; null: routes are not known. */
  private readonly routes: ReadonlySet<string> | null;
  /** Addresses (as `ipKey`) that ssh sessions came in at; null: not known. */
  private readonly sessions: ReadonlySet<string> | null;
  /** Addresses of each netdev, without those of the link alone; null: not known. */
  private readonly addresses: ReadonlyMap<string, readonly string[]> | null;
  private readonly devices: ReadonlySet<string>;

  public constructor(
    reading: Reading,
    private readonly stack: NetStack,
  ) {
    this.routes = defaultRouteDevices(reading);
    this.addresses = addressesByDevice(reading);
    const sessions = sshSessions(reading);
    this.sessions = sessions?.addresses ?? null;
    this.devices = new Set([...(this.routes ?? []), ...(sessions?.devices ?? []), ...this.sessionDevices()]);
  }

  /** Addresses of a netdev that reach further than its link; null: not known. */
  public addressesOf(name: string): readonly string[] | null {
    return this.addresses === null ? null : (this.addresses.get(name) ?? []);
  }

  /** Whether the host is managed through one of the netdevs or what lies upon them; null: not known. */
  public passes(names: readonly string[]): boolean | null {
    const family = [...this.stack.familyOf(names)];
    if (family.some((name) => this.devices.has(name))) return true;
    if (this.routes === null || this.mayPassHiddenly(family)) return null;
    if (this.sessions !== null) return false;
    // Which session came in where is not known; none did where there is no address.
    return this.addresses !== null && family.every((name) => (this.addresses?.get(name) ?? []).length === 0)
      ? false
      : null;
  }

  /** Open vSwitch does not say which of its ports an internal one is bridged with. */
  private mayPassHiddenly(family: readonly string[]): boolean {
    return (
      family.some((name) => name === 'ovs-system' || this.stack.kindOf(name) === 'openvswitch') &&
      [...this.devices].some((name) => this.stack.kindOf(name) === 'openvswitch')
    );
  }

  private sessionDevices(): string[] {
    const names: string[] = [];
    for (const [name, addresses] of this.addresses ?? []) {
      if (addresses.some((address) => this.sessions?.has(ipKey(address) ?? ''))) names.push(name);
    }
    return names;
  }
}

/** From `ip route`, or from `/proc/net/route` and `ipv6_route`. */
function defaultRouteDevices(reading: Reading): ReadonlySet<string> | null {
  const [v4, v6] = [commandJson(reading, 'ip-route'), commandJson(reading, 'ip-route6')];
  const table = reading.tree.readText('proc/net/route');
  if (table === null && !Array.isArray(v4)) return null;
  return new Set([
    ...recordsOf(v4).flatMap(defaultHops),
    ...recordsOf(v6).flatMap(defaultHops),
    ...(table ?? '').split('\n').slice(1).flatMap(defaultInTable),
    ...(reading.tree.readText('proc/net/ipv6_route') ?? '').split('\n').flatMap(defaultInTable6),
  ]);
}

function defaultHops(route: JsonRecord): string[] {
  if (textIn(route, 'dst') !== 'default' || DEAD_ROUTES.has(textIn(route, 'type'))) return [];
  return [route, ...recordsOf(route.nexthops)].flatMap((hop) => textIn(hop, 'dev') ?? []);
}

/** Columns: device, destination, gateway, flags, references, use, metric, mask. */
function defaultInTable(line: string): string[] {
  const [device, destination, , , , , , mask] = line.trim().split(/\s+/);
  return device && destination === '00000000' && mask === '00000000' ? [device] : [];
}

/** Columns: destination, its length, source, its length, next hop, metric, references, use, flags, device. */
function defaultInTable6(line: string): string[] {
  const cells = line.trim().split(/\s+/);
  const device = cells[9];
  // The kernel keeps a rejecting default route on the loopback device.
  return device && device !== 'lo' && /^0{32}$/.test(cells[0] ?? '') && cells[1] === '00' ? [device] : [];
}

function addressesByDevice(reading: Reading): ReadonlyMap<string, readonly string[]> | null {
  const devices = commandJson(reading, 'ip-addr');
  if (!Array.isArray(devices)) return null;
  const addresses = new Map<string, string[]>();
  for (const device of recordsOf(devices)) {
    const locals = recordsOf(device.addr_info)
      .filter((info) => textIn(info, 'scope') !== 'link' && textIn(info, 'scope') !== 'host')
      .flatMap((info) => textIn(info, 'local') ?? []);
    addresses.set(textIn(device, 'ifname') ?? '', locals);
  }
  return addresses;
}

interface SshSessions {
  /** Own addresses of the sessions, as `ipKey`. */
  readonly addresses: ReadonlySet<string>;
  /** Netdevs that an address of the link names: `fe80::1%eth0`. */
  readonly devices: ReadonlySet<string>;
}

/**
 * Sessions from `SSH_CONNECTION` (client, port, own address, port), from `ss`, and from the kernel's table of
 * connections to port 22. null: none of them was read.
 */
function sshSessions({ tree }: Reading): SshSessions | null {
  const addresses = new Set<string>();
  const devices = new Set<string>();
  const add = (text: string): void => {
    const key = ipKey(text);
    if (key !== null) addresses.add(key);
    const zone = text.split('%')[1];
    if (zone) devices.add(zone);
  };
  const connection = tree.readText('cmd/ssh-connection.txt');
  for (const line of (connection ?? '').split('\n')) add(line.trim().split(/\s+/)[2] ?? '');
  const sockets = tree.readText('cmd/ss.txt');
  for (const line of (sockets ?? '').split('\n')) {
    const [, local] = /(?:^|\s)(\S+):(?:22|ssh)\s+\S+:\S+/.exec(line) ?? [];
    if (local !== undefined) add(local.replaceAll(/[[\]]/g, ''));
  }
  const tables = ['proc/net/tcp', 'proc/net/tcp6'].map((path) => tree.readText(path));
  for (const line of tables.flatMap((table) => table?.split('\n') ?? [])) {
    const [, local = '', , state] = line.trim().split(/\s+/);
    const [words = '', port] = local.split(':');
    const key = port === SSH_PORT && state === ESTABLISHED ? ipKeyOfWords(words) : null;
    if (key !== null) addresses.add(key);
  }
  const isKnown = [connection, sockets, tables[0]].some((text) => text != null);
  return isKnown ? { addresses, devices } : null;
}
