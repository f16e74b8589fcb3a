/** Text forms of IP addresses made one, so that what different programs print can be compared. */

/** Eight digits for IPv4, 32 for IPv6, an IPv4 address mapped into IPv6 as IPv4; null when the text is no address. */
export function ipKey(text: string): string | null {
  const address = text.split('%')[0]?.toLowerCase() ?? '';
  if (!address.includes(':')) return ipv4Key(address);
  const key = ipv6Key(address);
  return key?.startsWith(MAPPED) ? key.slice(MAPPED.length) : key;
}

/** `00000000000000000000ffff`: the start of an IPv4 address mapped into IPv6. */
const MAPPED = `${'0'.repeat(20)}ffff`;

/** The same from `/proc/net/tcp` and `tcp6`: words of 32 bits in the byte order of the machine, here little endian. */
export function ipKeyOfWords(words: string): string | null {
  if (!/^([0-9a-f]{8}|[0-9a-f]{32})$/i.test(words)) return null;
  let key = '';
  for (let word = 0; word < words.length; word += 8) {
    for (let byte = 6; byte >= 0; byte -= 2) key += words.slice(word + byte, word + byte + 2).toLowerCase();
  }
  return key.startsWith(MAPPED) ? key.slice(MAPPED.length) : key;
}

/** Either way round: no file of a capture tells the byte order of its machine. */
export function ipKeysOfWords(words: string): string[] {
  const little = ipKeyOfWords(words);
  if (little === null) return [];
  const big = words.toLowerCase();
  return [little, big.startsWith(MAPPED) ? big.slice(MAPPED.length) : big];
}

function ipv4Key(text: string): string | null {
  const parts = text.split('.');
  if (parts.length !== 4) return null;
  let key = '';
  for (const part of parts) {
    if (!/^\d{1,3}$/.test(part) || Number(part) > 255) return null;
    key += Number(part).toString(16).padStart(2, '0');
  }
  return key;
}

function ipv6Key(text: string): string | null {
  const halves = text.split('::');
  if (halves.length > 2) return null;
  const [head, tail] = halves.map(groupsOf);
  if (head == null || tail === null) return null;
  if (tail === undefined) return head.length === 8 ? head.join('') : null;
  const gap = 8 - head.length - tail.length;
  return gap < 1 ? null : [...head, ...Array<string>(gap).fill('0000'), ...tail].join('');
}

function groupsOf(text: string): string[] | null {
  const groups: string[] = [];
  for (const part of text === '' ? [] : text.split(':')) {
    const v4 = part.includes('.') ? ipv4Key(part) : null;
    if (v4 !== null) groups.push(v4.slice(0, 4), v4.slice(4));
    else if (/^[0-9a-f]{1,4}$/.test(part)) groups.push(part.padStart(4, '0'));
    else return null;
  }
  return groups;
}
