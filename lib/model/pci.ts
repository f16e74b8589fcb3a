import type { PciAddress, VfIndex } from './units';

/** A PCI address in its parts, as the kernel prints them: `domain:bus:device.function`. */
export interface PciAddressParts {
  /** 0 to ffffffff; Intel VMD numbers its domains from 10000. */
  readonly domain: number;
  /** 0 to ff. */
  readonly bus: number;
  /** 0 to 1f. */
  readonly device: number;
  /** 0 to 7. */
  readonly function: number;
}

/** Highest routing id of a domain: bus ff, device 1f, function 7. */
const MAX_ROUTING_ID = 0xffff;

/** Digits that the kernel always prints for a domain; more only when it needs them. */
const DOMAIN_DIGITS = 4;
const MAX_DOMAIN_DIGITS = 8;

/**
 * Parts of a full PCI address, in either case; null when the text is none.
 * An address without its domain, as `lspci` prints by default, is none: on a host with several domains it is ambiguous.
 */
export function parsePciAddress(text: string): PciAddressParts | null {
  const colon = text.indexOf(':');
  if (colon < 1 || colon > MAX_DOMAIN_DIGITS || text.length !== colon + 8) return null;
  if (text.charCodeAt(colon + 3) !== 0x3a || text.charCodeAt(colon + 6) !== 0x2e) return null;
  const domain = hex(text, 0, colon);
  const bus = hex(text, colon + 1, colon + 3);
  const device = hex(text, colon + 4, colon + 6);
  const fn = hex(text, colon + 7, colon + 8);
  if (domain < 0 || bus < 0 || device < 0 || device > 0x1f || fn < 0 || fn > 7) return null;
  return { domain, bus, device, function: fn };
}

/** The address as the kernel prints it: lower case, four digits of domain or as many as it needs. */
export function formatPciAddress(address: PciAddressParts): PciAddress {
  const domain = address.domain.toString(16).padStart(DOMAIN_DIGITS, '0');
  return `${domain}:${twoDigits(address.bus)}:${twoDigits(address.device)}.${address.function}`;
}

/** The address as the kernel prints it; null when the text is no full PCI address. */
export function normalizePciAddress(text: string): PciAddress | null {
  const parts = parsePciAddress(text);
  return parts === null ? null : formatPciAddress(parts);
}

/** Routing id: bus, device and function as the 16 bits that SR-IOV offsets count in. */
export function routingId(address: PciAddressParts): number {
  return (address.bus << 8) | (address.device << 3) | address.function;
}

/**
 * Address of VF `index`: routing id of the PF + offset + stride x index, carrying into the bus number (SR-IOV
 * specification, First VF Offset and VF Stride; `pci_iov_virtfn_bus` in the kernel).
 *
 * null when the PF's address is none, when the numbers put no VF anywhere (an offset of 0 is the PF itself: devices
 * report it as long as no VF is enabled), or when the VF would lie above bus ff.
 */
export function vfAddress(
  pfAddress: PciAddress,
  offset: number | null,
  stride: number | null,
  index: VfIndex,
): PciAddress | null {
  const pf = parsePciAddress(pfAddress);
  return pf === null ? null : vfAddressOf(pf, offset, stride, index);
}

/** `vfAddress` for callers that look up many VFs of one PF and parse its address once. */
export function vfAddressOf(
  pf: PciAddressParts,
  offset: number | null,
  stride: number | null,
  index: VfIndex,
): PciAddress | null {
  if (offset === null || offset < 1) return null;
  // A single VF needs no stride; the specification leaves it undefined then.
  if (index > 0 && (stride === null || stride < 1)) return null;
  const rid = routingId(pf) + offset + (stride ?? 0) * index;
  if (!(rid <= MAX_ROUTING_ID) || index < 0) return null;
  return formatPciAddress({ domain: pf.domain, bus: rid >> 8, device: (rid >> 3) & 0x1f, function: rid & 7 });
}

/** Orders addresses as the kernel does: domain, bus, device, function. Text that is no address comes last. */
export function comparePciAddresses(a: PciAddress, b: PciAddress): number {
  const x = parsePciAddress(a);
  const y = parsePciAddress(b);
  if (x === null || y === null) return x === y ? (a < b ? -1 : Number(a > b)) : x === null ? 1 : -1;
  return x.domain - y.domain || routingId(x) - routingId(y);
}

function twoDigits(value: number): string {
  return value < 16 ? `0${value.toString(16)}` : value.toString(16);
}

/** Value of the hexadecimal digits in `text[from..to)`; -1 when one of them is no digit. */
function hex(text: string, from: number, to: number): number {
  let value = 0;
  for (let i = from; i < to; i++) {
    const code = text.charCodeAt(i);
    const digit =
      code >= 0x30 && code <= 0x39
        ? code - 0x30
        : (code | 0x20) >= 0x61 && (code | 0x20) <= 0x66
          ? (code | 0x20) - 87
          : -1;
    if (digit < 0) return -1;
    value = value * 16 + digit;
  }
  return value;
}
