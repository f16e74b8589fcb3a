import type { Bytes } from '../../model/units';

/** `1 200 000`. */
export function grouped(value: number): string {
  return String(Math.round(value)).replace(/\B(?=(\d{3})+$)/g, ' ');
}

/** Sizes as drives are sold, in powers of ten: `3.84 TB`. */
export function bytesText(bytes: Bytes): string {
  const [unit, size] = bytes >= 1e12 ? ['TB', 1e12] : bytes >= 1e9 ? ['GB', 1e9] : ['MB', 1e6];
  return `${Math.round((bytes / Number(size)) * 100) / 100} ${unit}`;
}
