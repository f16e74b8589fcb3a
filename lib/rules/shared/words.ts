import type { Mbps } from '../../model/units';

export { counted } from '../../model/text';

/** Transmit rates as people write them: `25 Gbit/s`, `500 Mbit/s`. */
export function rateText(mbps: Mbps): string {
  return Math.abs(mbps) >= 1000 ? `${rounded(mbps / 1000)} Gbit/s` : `${rounded(mbps)} Mbit/s`;
}

/** `a, b, c and 4 more`. */
export function listed(items: readonly string[], most = 5): string {
  if (items.length <= most) return items.join(', ');
  return `${items.slice(0, most).join(', ')} and ${items.length - most} more`;
}

/** `a and b`, `a, b and c`. */
export function joined(items: readonly string[], word: 'and' | 'or' = 'and'): string {
  const last = items.at(-1);
  return items.length < 2 || last === undefined ? items.join('') : `${items.slice(0, -1).join(', ')} ${word} ${last}`;
}

function rounded(value: number): number {
  return Math.round(value * 100) / 100;
}
