import type { PciAddress } from '../model/units';

/** Ranges that the kernel's interfaces can carry at all; whether a device takes the value is for rules to say. */
export const MAX_U16 = 0xffff;
export const MAX_U32 = 0xffffffff;
export const MAX_VLAN = 4095;
export const MAX_QOS = 7;
/** Least MTU of a netdev that carries IPv4 (`ETH_MIN_MTU`). */
export const MIN_MTU = 68;

/** The value, unless no write could carry it: then it is left out and said once; a rule has found fault with it. */
export function writable(
  { address, notes }: { readonly address: PciAddress; readonly notes: string[] },
  setting: string,
  value: number | undefined,
  min: number,
  max: number,
): number | undefined {
  if (value === undefined || (Number.isInteger(value) && value >= min && value <= max)) return value;
  notes.push(`${setting} ${value} wanted on ${address} is no whole number from ${min} to ${max}: it is left out`);
  return undefined;
}
