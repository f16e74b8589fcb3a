import type { BootVfFacts } from '../inventory';
import { printable } from './attributes';
import { configLines } from './config-lines';

type Facts = Omit<BootVfFacts, 'where'>;

/** Keys that say which netdev a file is for, by section: the one that tells it best stands first. */
const NETDEV_KEYS: Readonly<Record<'networkd' | 'networkmanager', readonly string[]>> = {
  networkd: ['match/permanentmacaddress', 'match/macaddress', 'match/originalname', 'match/name', 'match/path'],
  networkmanager: ['connection/interface-name', 'ethernet/mac-address', '802-3-ethernet/mac-address'],
};

/**
 * What a file of systemd-networkd or NetworkManager says of VFs. `[SR-IOV]` of a `.link` file makes as many VFs as it
 * names, unless `SR-IOVVirtualFunctions=` says how many (systemd.link); in a `.network` file it writes their settings.
 */
export function keyFileVfs(by: 'networkd' | 'networkmanager', text: string, path: string): readonly Facts[] {
  const keys = new Map<string, string[]>();
  let section = '';
  for (const line of configLines(text)) {
    const head = /^\s*\[([^\]]{1,64})\]/.exec(line)?.[1];
    if (head !== undefined) section = head.toLowerCase();
    const [, key, value] = /^\s*([A-Za-z0-9-]{1,64})\s*=\s*(.*?)\s*$/.exec(line) ?? [];
    if (key === undefined || value === undefined) continue;
    const name = `${section}/${key.toLowerCase()}`;
    keys.set(name, [...(keys.get(name) ?? []), value]);
  }
  const netdev = NETDEV_KEYS[by].map((key) => keys.get(key)?.at(-1)).find((value) => value !== undefined) ?? null;
  const facts = (value: string | null): Facts[] => [
    { by, module: null, parameter: null, netdev: netdev === null ? null : printable(netdev).slice(0, 120), value },
  ];
  if (by === 'networkmanager') {
    const total = keys.get('sriov/total-vfs')?.at(-1);
    return total === undefined ? [] : facts(total);
  }
  const stated = keys.get('link/sr-iovvirtualfunctions')?.at(-1);
  if (stated !== undefined) return facts(stated);
  const indexes = keys.get('sr-iov/virtualfunction') ?? [];
  if (indexes.length === 0) return [];
  if (!path.endsWith('.link')) return facts(null);
  const odd = indexes.find((index) => !/^\d{1,10}$/.test(index));
  return facts(odd === undefined ? String(Math.max(...indexes.map(Number)) + 1) : `VirtualFunction=${odd}`);
}
