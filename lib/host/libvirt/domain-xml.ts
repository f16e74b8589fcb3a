import { normalizePciAddress } from '../../model/pci';
import type { MacAddress, PciAddress } from '../../model/units';

/** A function of the host in the definition of a domain. */
export interface PassedDevice {
  readonly form: 'hostdev' | 'interface';
  readonly address: PciAddress;
  /** Every device of a running domain has one; of a definition, those that a user named. */
  readonly alias: string | null;
  /** libvirt takes it from its driver and gives it back. */
  readonly managed: boolean;
  readonly mac: MacAddress | null;
  /** Port VLAN that libvirt sets; null: none is stated. */
  readonly vlan: number | null;
  /** Alias of the interface that stands by for it (teaming). */
  readonly standbyAlias: string | null;
  /** The element as libvirt printed it. */
  readonly xml: string;
}

/** Name of the domain that a document of `virsh dumpxml` describes. */
export function domainName(xml: string): string {
  return unescaped(/<name>([^<]*)<\/name>/.exec(xml)?.[1] ?? '');
}

/** Functions of the host that a domain has, from `virsh dumpxml`; interfaces of networks show theirs while it runs. */
export function passedDevices(xml: string): PassedDevice[] {
  const own = xml.replace(/<metadata>[\s\S]*?<\/metadata>/, '');
  return [...own.matchAll(/<(hostdev|interface)\b[^>]*>[\s\S]*?<\/\1>/g)].flatMap(([element, form]) => {
    const address = hostAddress(element);
    if (address === null) return [];
    return [
      {
        form: form === 'interface' ? ('interface' as const) : ('hostdev' as const),
        address,
        alias: /<alias name=['"]([^'"]*)['"]/.exec(element)?.[1] ?? null,
        managed: /^<[^>]*\bmanaged=['"]yes['"]/.test(element),
        mac: /<mac address=['"]([^'"]*)['"]/.exec(element)?.[1] ?? null,
        vlan: numberOrNull(/<vlan\b[^>]*>\s*<tag\b[^>]*\bid=['"](\d+)['"]/.exec(element)?.[1]),
        standbyAlias: /<teaming\b[^>]*\bpersistent=['"]([^'"]*)['"]/.exec(element)?.[1] ?? null,
        xml: element,
      },
    ];
  });
}

const numberOrNull = (text: string | undefined): number | null => (text === undefined ? null : Number(text));

/** The address inside of `source` is the host's, the one beside it the guest's. */
function hostAddress(element: string): PciAddress | null {
  const source = /<source\b[^>]*[^/]>([\s\S]*?)<\/source>|<source>([\s\S]*?)<\/source>/.exec(element);
  const attributes = /<address\b([^>]*)>/.exec(source?.[1] ?? source?.[2] ?? '')?.[1] ?? '';
  const number = (name: string): number =>
    Number(new RegExp(`\\b${name}=['"](\\w+)['"]`).exec(attributes)?.[1] ?? Number.NaN);
  const [bus, slot, fn] = [number('bus'), number('slot'), number('function')];
  if (Number.isNaN(bus + slot + fn)) return null;
  const hex = (value: number, digits: number): string => value.toString(16).padStart(digits, '0');
  return normalizePciAddress(`${hex(number('domain') || 0, 4)}:${hex(bus, 2)}:${hex(slot, 2)}.${fn}`);
}

const ENTITIES: Readonly<Record<string, string>> = { lt: '<', gt: '>', amp: '&', apos: "'", quot: '"' };

function unescaped(text: string): string {
  return text.replaceAll(/&(lt|gt|amp|apos|quot);/g, (entity, name: string) => ENTITIES[name] ?? entity);
}
