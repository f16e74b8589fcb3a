import type { Iops, MBps, Mbps } from './units';

/** Numbers as people read them. Four significant digits: enough to see a difference of a thousandth. */
const DIGITS = 4;

/** `27 Gbit/s`, `200 Mbit/s`, `24.67 Gbit/s`. */
export function formatMbps(rate: Mbps, digits = DIGITS): string {
  return Math.abs(rate) >= 1000 ? `${significant(rate / 1000, digits)} Gbit/s` : `${significant(rate, digits)} Mbit/s`;
}

/** `950 IOPS`, `640k IOPS`, `1.45M IOPS`. */
export function formatIops(iops: Iops, digits = DIGITS): string {
  return `${thousands(iops, digits)} IOPS`;
}

/** `3800 MB/s` is `3.8 GB/s`. */
export function formatMBps(rate: MBps, digits = DIGITS): string {
  return Math.abs(rate) >= 1000 ? `${significant(rate / 1000, digits)} GB/s` : `${significant(rate, digits)} MB/s`;
}

/** `950`, `12.5k`, `3M`. */
export function thousands(count: number, digits = DIGITS): string {
  if (Math.abs(count) >= 1e6) return `${significant(count / 1e6, digits)}M`;
  return Math.abs(count) >= 1e3 ? `${significant(count / 1e3, digits)}k` : significant(count, digits);
}

/** Share from 0 to 1: `62.5 %`. */
export function formatShare(share: number, digits = 3): string {
  return `${significant(share * 100, digits)} %`;
}

/** Rounds down, so that a limit that is printed is never above the one that holds. */
export function roundDown(value: number, digits = DIGITS): number {
  if (!Number.isFinite(value) || value === 0) return value;
  const step = 10 ** (Math.floor(Math.log10(Math.abs(value))) + 1 - digits);
  // What differs from a step only by rounding is that step; negative powers of ten are not exact, so divide by the inverse.
  const steps = Math.floor(value / step + 1e-9);
  return step < 1 ? steps / Math.round(1 / step) : steps * step;
}

function significant(value: number, digits: number): string {
  // Whole numbers are never cut: 123456 stays what it is.
  if (Number.isInteger(value) && Math.abs(value) < 1e15) return String(value);
  return String(Number(value.toPrecision(digits)));
}
