import type { BootVfFacts } from '../inventory';
import { printable } from './attributes';
import { configLines } from './config-lines';

type Facts = Omit<BootVfFacts, 'where'>;

/** An Ethernet netdev of netplan, by its id, as far as VFs are concerned. */
interface Ethernet {
  /** As `match` says; null: it matches by something else. undefined: by its id. */
  netdev?: string | null;
  count?: string;
  /** VFs that have it as their `link`. */
  links: number;
}

const COUNT = 'virtual-function-count';

/**
 * What a netplan file says of VFs: `virtual-function-count` of an Ethernet netdev, and Ethernet netdevs that are VFs of
 * another one (`link`). Only these lines and the keys above them are looked at, by how far they are indented; of a line
 * in flow style (`{}`), only what it counts and the key that it stands under.
 */
export function netplanVfs(text: string): readonly Facts[] {
  const ethernets = new Map<string, Ethernet>();
  const flow: Facts[] = [];
  const of = (id: string): Ethernet => {
    const known = ethernets.get(id) ?? { links: 0 };
    ethernets.set(id, known);
    return known;
  };
  const above: { readonly indent: number; readonly key: string }[] = [];
  for (const line of configLines(text)) {
    if (isFlow(line)) {
      flow.push(flowFacts(line));
      continue;
    }
    const [, blanks = '', key, value = ''] =
      /^( *)["']?([A-Za-z0-9_.:-]{1,64}?)["']?:(?:\s+(.*?))?\s*$/.exec(line) ?? [];
    if (key === undefined) {
      if (counts(line)) flow.push(flowFacts(line));
      continue;
    }
    while ((above.at(-1)?.indent ?? -1) >= blanks.length) above.pop();
    const path = above.map((each) => each.key);
    above.push({ indent: blanks.length, key });
    const at = path.lastIndexOf('ethernets');
    const [id, ...below] = at < 0 ? [] : path.slice(at + 1);
    const name = [...below, key].join('/');
    if (id !== undefined) take(of, id, name, value);
    // What counts is never passed over, wherever it stands.
    if (counts(line) && (id === undefined || name !== COUNT)) flow.push(flowFacts(line));
  }
  return [...[...ethernets].flatMap(([id, ethernet]) => factsOf(id, ethernet)), ...flow];
}

function take(of: (id: string) => Ethernet, id: string, path: string, value: string): void {
  const plain = plainOf(value);
  if (path === COUNT) of(id).count = plain;
  if (path === 'link') of(plain).links++;
  if (path === 'match') of(id).netdev = matchedInLine(value);
  // A MAC tells more than a name.
  if (path === 'match/macaddress') of(id).netdev = nameOf(plain);
  if (path === 'match/name') of(id).netdev ??= nameOf(plain);
}

function factsOf(id: string, { netdev, count, links }: Ethernet): Facts[] {
  const value = count ?? (links === 0 ? null : String(links));
  return value === null ? [] : [facts(netdev === undefined ? id : netdev, value)];
}

/** `{macaddress: 3c:fd:fe:00:00:01}` */
function matchedInLine(value: string): string | null {
  const [, name] = /\b(?:macaddress|name)["']?:\s*["']?([A-Za-z0-9_.:*?-]{1,64})["']?\s*[,}]/.exec(value) ?? [];
  return name ?? null;
}

function counts(line: string): boolean {
  const [before = ''] = line.split(COUNT, 1);
  return before.length < line.length && !before.includes('#');
}

/** A line in flow style, or within it, that counts VFs. */
function isFlow(line: string): boolean {
  const [before = ''] = line.split(COUNT, 1);
  return counts(line) && (before.includes('{') || before.includes(',') || /,\s*$/.test(line));
}

function flowFacts(line: string): Facts {
  const value = /virtual-function-count["']?:\s*["']?(\d{1,10})\b/.exec(line)?.[1] ?? null;
  const [, netdev] = /^\s*["']?([A-Za-z0-9_.:-]{1,64}?)["']?:\s*\{[^{}]*\}\s*$/.exec(line) ?? [];
  return facts(netdev ?? null, value);
}

function facts(netdev: string | null, value: string | null): Facts {
  return { by: 'netplan', module: null, parameter: null, netdev: netdev === null ? null : printable(netdev), value };
}

function plainOf(value: string): string {
  return value.replace(/\s#.*$/, '').replaceAll(/["']/g, '');
}

/** null: what stands there is no name or pattern, but a list of them or more. */
function nameOf(plain: string): string | null {
  return /^[A-Za-z0-9_.:*?-]{1,64}$/.test(plain) ? plain : null;
}
