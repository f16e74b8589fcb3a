import { InputError } from '../model/errors';
import { normalizePciAddress, parsePciAddress } from '../model/pci';

/** A PCI address in the parts that XML attributes want; each part may be a Terraform token. */
export interface PciAddressAttributes {
  /** `0x0000`. */
  readonly domain: string;
  /** `0x3b`. */
  readonly bus: string;
  /** `0x01`, the device number. */
  readonly slot: string;
  /** `0x2`. */
  readonly function: string;
}

/**
 * Whether the text is a Terraform reference, whose value is known only at deploy, and nothing else. It is passed on as
 * it is: escaping it would change the expression, and the value needs none.
 */
export function isWholeToken(text: string): boolean {
  return text.startsWith('${') && text.endsWith('}');
}

/**
 * The address in its parts; undefined when it is not known yet: null, or a token, which cannot be taken apart.
 *
 * @throws InputError for text that is no full PCI address
 */
export function addressAttributes(address: string | null | undefined): PciAddressAttributes | undefined {
  if (address === null || address === undefined || isWholeToken(address)) return undefined;
  const parts = parsePciAddress(address);
  if (parts === null) throw notAnAddress(address);
  return {
    domain: hex(parts.domain, 4),
    bus: hex(parts.bus, 2),
    slot: hex(parts.device, 2),
    function: hex(parts.function, 1),
  };
}

/**
 * The address as one text; a token is passed on as it is, undefined stands for an address that is not known.
 *
 * @throws InputError for text that is no full PCI address
 */
export function addressText(address: string | null | undefined): string | undefined {
  if (address === null || address === undefined) return undefined;
  if (isWholeToken(address)) return address;
  const normal = normalizePciAddress(address);
  if (normal === null) throw notAnAddress(address);
  return normal;
}

function notAnAddress(address: string): InputError {
  return new InputError(
    'address',
    `${JSON.stringify(address.slice(0, 80))} is no full PCI address`,
    'Give domain, bus, device and function, as in 0000:3b:01.2',
  );
}

function hex(value: number, digits: number): string {
  return `0x${value.toString(16).padStart(digits, '0')}`;
}
