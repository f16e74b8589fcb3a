import { commandJson, type JsonRecord, recordsOf, textIn } from './json';
import { linesOf } from './lines';
import type { Reading } from './tree';

/** Routes that lead nowhere. */
const DEAD_ROUTES: ReadonlySet<string | null> = new Set(['unreachable', 'blackhole', 'prohibit', 'throw']);

/** Where default routes of the host lead. */
export interface DefaultRoutes {
  readonly devices: ReadonlySet<string>;
  /** Of all tables; else of the main one. */
  readonly ofAllTables: boolean;
}

/**
 * From `ip route show table all default`, which tells those of VRFs too and both families; from captures that lack it,
 * those of the main table: from `ip route`, or from `/proc/net/route` and `ipv6_route`. null: none was read.
 */
export function readDefaultRoutes(reading: Reading): DefaultRoutes | null {
  const all = commandJson(reading, 'ip-route-all');
  const [v4, v6] = [commandJson(reading, 'ip-route'), commandJson(reading, 'ip-route6')];
  const table = reading.tree.readText('proc/net/route');
  if (table === null && !Array.isArray(v4) && !Array.isArray(all)) return null;
  const devices = new Set([all, v4, v6].flatMap((routes) => recordsOf(routes).flatMap(defaultHops)));
  // The line of headings is no route.
  for (const line of linesOf(table)) for (const device of defaultInTable(line)) devices.add(device);
  for (const line of linesOf(reading.tree.readText('proc/net/ipv6_route'))) {
    for (const device of defaultInTable6(line)) devices.add(device);
  }
  // The kernel keeps a rejecting default route of IPv6 on the loopback device.
  devices.delete('lo');
  for (const device of devices) reading.tables.add('defaultRoutes', device.length);
  return { devices, ofAllTables: Array.isArray(all) };
}

function defaultHops(route: JsonRecord): string[] {
  if (textIn(route, 'dst') !== 'default' || DEAD_ROUTES.has(textIn(route, 'type'))) return [];
  return [route, ...recordsOf(route.nexthops)].flatMap((hop) => textIn(hop, 'dev') ?? []);
}

/** Columns: device, destination, gateway, flags, references, use, metric, mask. */
function defaultInTable(line: string): string[] {
  const [device, destination, , , , , , mask] = line.trim().split(/\s+/, 8);
  return device && destination === '00000000' && mask === '00000000' ? [device] : [];
}

/** Columns: destination, its length, source, its length, next hop, metric, references, use, flags, device. */
function defaultInTable6(line: string): string[] {
  const cells = line.trim().split(/\s+/, 10);
  const device = cells[9];
  return device && /^0{32}$/.test(cells[0] ?? '') && cells[1] === '00' ? [device] : [];
}
