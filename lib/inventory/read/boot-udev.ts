import type { BootVfFacts } from '../inventory';
import { printable } from './attributes';
import { configLines } from './config-lines';

type Facts = Omit<BootVfFacts, 'where'>;

/** Keys of a rule that say which device it is for. */
const NAME_KEY =
  /(?:KERNELS?|NAME|ATTRS?\{address\}|ENV\{(?:PCI_SLOT_NAME|ID_PATH|INTERFACE)\})\s*==\s*"([^"]{1,64})"/g;
const PATH_KEY = /DEVPATH\s*==\s*"[^"]{0,512}?([0-9a-f]{4}:[0-9a-f]{2}:[0-9a-f]{2}\.[0-7])(?:\/[^":]{0,128})?"/;
const DRIVER_KEY = /(?:DRIVERS?|ENV\{(?:ID_NET_DRIVER|DRIVER)\})\s*==\s*"([^"]{1,64})"/;

/** What tells a PF best stands first: its PCI address, its MAC, then its name. */
const TELLING = [/^(?:pci-)?[0-9a-f]{4}:/i, /^[0-9a-f]{2}(?::[0-9a-f]{2}){5}$/i, /./];

/** A rule that writes `sriov_numvfs`, for a device that it may name by address, name, MAC or driver. */
export function udevVfs(text: string): readonly Facts[] {
  const found: Facts[] = [];
  for (const line of configLines(text.replaceAll(/\\\r?\n/g, ' '))) {
    if (line.trim().startsWith('#') || !line.includes('sriov_numvfs')) continue;
    const value = /sriov_numvfs\}\s*=\s*"(\d{1,5})"/.exec(line)?.[1] ?? null;
    const driver = DRIVER_KEY.exec(line)?.[1];
    found.push({
      by: 'udev',
      module: driver === undefined || isAnything(driver) ? null : printable(driver).replaceAll('-', '_'),
      parameter: null,
      netdev: nameIn(line),
      value,
    });
  }
  return found;
}

/** null: the rule names none, or only what is above all of them, as a root bus is. */
function nameIn(line: string): string | null {
  const address = PATH_KEY.exec(line)?.[1];
  const names = [
    ...(address === undefined ? [] : [address]),
    ...[...line.matchAll(NAME_KEY)].map(([, name = '']) => name),
  ];
  const telling = names.filter((name) => !isAnything(name) && !/^pci[0-9a-f]{4}:/i.test(name));
  const best = TELLING.map((kind) => telling.find((name) => kind.test(name))).find((name) => name !== undefined);
  return best === undefined ? null : printable(best);
}

function isAnything(pattern: string): boolean {
  return /^[*?]*$/.test(pattern);
}
