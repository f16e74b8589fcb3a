import { normalizePciAddress } from '../../model/pci';
import type { PciAddress } from '../../model/units';
import { printable } from './attributes';
import { detached } from './lines';
import type { Reading } from './tree';

const SOURCE = '<source';

/** Functions of libvirt domains that run, from the files that libvirt keeps of them: lines `0000:01:10.0 vm-a`. */
const LISTED = 'cmd/libvirt-hostdevs.txt';

/** Domains that run, by the functions of the host that they have. */
export class LibvirtDomains {
  /** Files of libvirt are there that could not be read. */
  public readonly isHidden: boolean;
  private readonly domains = new Map<PciAddress, Set<string>>();

  public constructor({ tree, tables, warn }: Reading) {
    // From `virsh dumpxml` (`cmd/virsh-*.xml`).
    for (const file of tree.list('cmd')) {
      if (!file.startsWith('virsh-') || !file.endsWith('.xml')) continue;
      const xml = tree.readText(`cmd/${file}`) ?? '';
      const name = domainName(xml) ?? file;
      for (const address of hostAddresses(xml)) {
        tables.add('domains', address.length);
        this.add(address, name);
      }
    }
    let isHidden = false;
    for (const line of tables.lines('hostdevs', tree.readText(LISTED))) {
      if (line.startsWith('#')) {
        isHidden = true;
        warn(`${LISTED}: ${printable(line.slice(1)).trim()}`);
        continue;
      }
      const at = line.indexOf(' ');
      const address = at < 0 ? null : normalizePciAddress(line.slice(0, at));
      if (address !== null) this.add(address, line.slice(at + 1).trim());
    }
    this.isHidden = isHidden;
  }

  public of(address: PciAddress): string[] {
    return [...(this.domains.get(address) ?? [])];
  }

  private add(address: PciAddress, name: string): void {
    const names = this.domains.get(address);
    if (names === undefined) this.domains.set(address, new Set([printable(name)]));
    else names.add(printable(name));
  }
}

/** Name of a domain, from its XML or from the file that libvirt keeps while it runs. */
export function domainName(xml: string): string | null {
  const name = /<name>([^<]{1,255})<\/name>/.exec(xml)?.[1];
  return name === undefined ? null : detached(name);
}

/** Host devices of a domain: the address inside a `source` is the host's, the one beside it the guest's. */
export function* hostAddresses(xml: string): Generator<PciAddress, void, void> {
  for (const source of sourcesIn(xml)) {
    const element = /<address\b([^<>]*)>/.exec(source)?.[1] ?? '';
    const number = (name: string): number =>
      Number(new RegExp(`\\b${name}=['"](\\w+)['"]`).exec(element)?.[1] ?? Number.NaN);
    const [bus, slot, fn] = [number('bus'), number('slot'), number('function')];
    if (Number.isNaN(bus + slot + fn)) continue;
    const hex = (value: number, digits: number): string => value.toString(16).padStart(digits, '0');
    const domain = number('domain') || 0;
    const address = normalizePciAddress(`${hex(domain, 4)}:${hex(bus, 2)}:${hex(slot, 2)}.${fn}`);
    if (address !== null) yield address;
  }
}

/** What stands in each `<source>` that has something in it, in one pass over the text. */
function* sourcesIn(xml: string): Generator<string, void, void> {
  let close = -1;
  for (let open = xml.indexOf(SOURCE); open >= 0;) {
    const end = xml.indexOf('>', open);
    const next = xml.indexOf(SOURCE, open + SOURCE.length);
    if (close < end) close = xml.indexOf('</source>', end);
    if (end < 0 || close < 0) return;
    const isOpen = /[\s>]/.test(xml[open + SOURCE.length] ?? '') && xml[end - 1] !== '/';
    if (isOpen && (next < 0 || next > close)) yield xml.slice(end + 1, close);
    open = next;
  }
}
