import type { BootVfFacts } from '../inventory';
import { printable } from './attributes';
import { configLines } from './config-lines';

type Facts = Omit<BootVfFacts, 'where'>;

/**
 * What a netplan file says of VFs: `virtual-function-count` of an Ethernet netdev, and Ethernet netdevs that are VFs of
 * another one (`link`). Only these lines and the keys above them are looked at, by how far they are indented.
 */
export function netplanVfs(text: string): readonly Facts[] {
  const counts = new Map<string, string>();
  const links = new Map<string, number>();
  const above: { readonly indent: number; readonly key: string }[] = [];
  for (const line of configLines(text)) {
    const [, blanks = '', key, value = ''] =
      /^( *)["']?([A-Za-z0-9_.:-]{1,64}?)["']?:(?:\s+(.*?))?\s*$/.exec(line) ?? [];
    if (key === undefined) continue;
    while ((above.at(-1)?.indent ?? -1) >= blanks.length) above.pop();
    const path = above.map((each) => each.key);
    above.push({ indent: blanks.length, key });
    const at = path.lastIndexOf('ethernets');
    const netdev = path[at + 1];
    if (at < 0 || netdev === undefined || path.length !== at + 2) continue;
    const plain = value.replace(/\s#.*$/, '').replaceAll(/["']/g, '');
    if (key === 'virtual-function-count') counts.set(netdev, plain);
    if (key === 'link') links.set(plain, (links.get(plain) ?? 0) + 1);
  }
  for (const [netdev, count] of links) if (!counts.has(netdev)) counts.set(netdev, String(count));
  return [...counts].map(([netdev, value]) => ({
    by: 'netplan',
    module: null,
    parameter: null,
    netdev: printable(netdev),
    value,
  }));
}
