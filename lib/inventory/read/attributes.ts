import { isMulticastMac, parseMac } from '../../model/mac';
import { quoted, unsafeLine, unsafeName, unsafeNetdevName } from '../../model/text';
import type { MacAddress } from '../../model/units';
import { detached, linesOf } from './lines';
import type { Reading } from './tree';

/** First line of a file without blanks around it; null when there is no such file. */
export function lineOf({ tree, tables }: Reading, path: string): string | null {
  const text = tree.readText(path);
  if (text === null) return null;
  const end = endOfLine(text);
  tables.line(path, end);
  return printable(detached(text.slice(0, end))).trim();
}

/** As `lineOf`; null also for what the kernel writes where there is nothing. */
export function wordOf(reading: Reading, path: string): string | null {
  const line = lineOf(reading, path);
  return line === null || line === '' || line === '(null)' ? null : line;
}

/** A number as sysfs writes it, decimal or with 0x; null when it is missing, or none (which is said). */
export function integerOf(
  reading: Reading,
  path: string,
  least = 0,
  most: number = Number.MAX_SAFE_INTEGER,
): number | null {
  const line = lineOf(reading, path);
  if (line === null || line === '') return null;
  const value = Number(line);
  if (Number.isInteger(value) && value >= least && value <= most) return value;
  reading.warn(`${path}: found ${quoted(line)}, expected a whole number from ${least} to ${most}`);
  return null;
}

/** Four (or `digits`) hexadecimal digits in lower case, with or without 0x in the file. */
export function hexOf(reading: Reading, path: string, digits = 4): string | null {
  const line = lineOf(reading, path);
  if (line === null || line === '') return null;
  const text = line.toLowerCase().replace(/^0x/, '');
  if (/^[0-9a-f]+$/.test(text) && text.length <= digits) return text.padStart(digits, '0');
  reading.warn(`${path}: found ${quoted(line)}, expected ${digits} hexadecimal digits`);
  return null;
}

/** `0` and `1`, or `N` and `Y` as module parameters have it. */
export function flagOf(reading: Reading, path: string): boolean | null {
  const line = lineOf(reading, path);
  if (line === '1' || line === 'Y') return true;
  if (line === '0' || line === 'N') return false;
  if (line !== null && line !== '') reading.warn(`${path}: found ${quoted(line)}, expected 0 or 1`);
  return null;
}

/** Last part of a link's text: the driver of a `driver` link, the group of an `iommu_group` link. */
export function linkNameOf({ tree }: Reading, path: string): string | null {
  const target = tree.readLink(path);
  if (target === null) return null;
  const end = target.endsWith('/') ? target.length - 1 : target.length;
  return target.slice(target.lastIndexOf('/', end - 1) + 1, end);
}

/** The name, or null for one that must not reach a script; that is said. */
export function safeName({ warn }: Reading, path: string, name: string | null | undefined): string | null {
  if (name === null || name === undefined || name === '') return null;
  const reason = unsafeName(name);
  if (reason === null) return name;
  warn(`${printable(path)}: the name ${quoted(name)} ${reason}; it is left out`);
  return null;
}

/** The name of a netdev as the kernel allows it, or null for one that no kernel has; that is said. */
export function netdevName({ warn }: Reading, path: string, name: string | null | undefined): string | null {
  if (name === null || name === undefined || name === '') return null;
  const reason = unsafeNetdevName(name);
  if (reason === null) return name;
  warn(`${printable(path)}: the name ${quoted(name)} ${reason}; it is left out`);
  return null;
}

/** The address of one station, zeros included; null for anything else. */
export function stationMac(text: string | null): MacAddress | null {
  const mac = parseMac(text ?? '');
  return mac !== null && isMulticastMac(mac) ? null : mac;
}

/** A variable of a `uevent` file; undefined: it has none of that name. */
export function ueventOf({ tree }: Reading, path: string, variable: string): string | undefined {
  let value: string | undefined;
  for (const line of linesOf(tree.readText(`${path}/uevent`))) {
    if (line.startsWith(`${variable}=`)) value = printable(line.slice(variable.length + 1));
  }
  return value;
}

/** Where the first line ends, at the latest at the zero bytes that some archivers leave behind a file of sysfs. */
function endOfLine(text: string): number {
  for (let at = 0; at < text.length; at++) {
    const code = text.charCodeAt(at);
    if (code === 0 || code === 10) return at;
  }
  return text.length;
}

/** The text with blanks for what a terminal would obey or a report could not show. */
export function printable(text: string): string {
  if (unsafeLine(text) === null) return text;
  return Array.from(text, (character) => (unsafeLine(character) === null ? character : ' ')).join('');
}
