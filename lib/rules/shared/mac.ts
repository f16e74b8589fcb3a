import { isMulticastMac, parseMac, ZERO_MAC } from '../../model/mac';

/** What keeps a text from being the address of one station; undefined when nothing does. */
export function macProblem(text: string): string | undefined {
  const mac = parseMac(text);
  if (mac === null) return 'is no MAC address, which is six pairs of hexadecimal digits with colons between them';
  if (mac === ZERO_MAC) return 'is all zero, which takes the address of the VF away';
  if (isMulticastMac(mac)) return 'is a multicast address';
  return undefined;
}
