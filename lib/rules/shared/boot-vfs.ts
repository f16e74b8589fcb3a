import type { BootVfFacts } from '../../inventory/inventory';
import { moduleOf } from '../../model/module';
import type { ResolvedHost, ResolvedPf } from '../../resolve/resolved';
import { pfDriver } from './pf';

/** A setting by which VFs of a PF come into being at boot; what several files say alike stands once. */
export interface BootVfs extends Omit<BootVfFacts, 'where'> {
  readonly where: readonly string[];
  /** Number of VFs that it makes of one PF; null: it sets them up, or the number is not one. */
  readonly numVfs: number | null;
  /** It names the PF's driver or netdev; false: nothing tells which PF it is for. */
  readonly isSure: boolean;
}

/**
 * What makes VFs of the PF at boot by the inventory and the kernel's command line. A parameter of 0 leaves them alone;
 * a manager that writes 0 destroys what it finds.
 */
export function bootVfsOf(pf: ResolvedPf, host: ResolvedHost): BootVfs[] {
  return settingsOf(pf, host, ({ by }, numVfs) => by !== 'module' || numVfs !== 0);
}

/** Parameters of its module, 0 among them, that are in force when the driver of the PF loads the next time. */
export function loadSettingsOf(pf: ResolvedPf, host: ResolvedHost): BootVfs[] {
  return settingsOf(pf, host, ({ by, where }) => by === 'module' && !where.startsWith('/sys/module/'));
}

function settingsOf(
  pf: ResolvedPf,
  host: ResolvedHost,
  counts: (setting: BootVfFacts, numVfs: number | null) => boolean,
): BootVfs[] {
  const all = [...onCommandLine(host), ...(host.inventory.host.bootVfs ?? [])];
  const found = new Map<string, BootVfs>();
  for (const setting of all) {
    const isSure = isAbout(setting, pf);
    const numVfs = countOf(setting, pf);
    if (isSure === false || !counts(setting, numVfs) || isLimit(setting, pf)) continue;
    const { by, module, parameter, value, netdev } = setting;
    const key = JSON.stringify([by, module, parameter, value, by === 'module' ? null : netdev]);
    const where = [...(found.get(key)?.where ?? []), setting.where];
    found.set(key, { ...setting, where, numVfs, isSure: isSure === true });
  }
  return [...found.values()];
}

/** Whether writing `sriov_numvfs` does not reach the PF's driver. */
export function makesVfsAtLoadOnly({ profile }: ResolvedPf): boolean {
  return profile?.behaviour?.createsVfs === false;
}

/** Whether the PF's driver has a parameter that makes VFs as it loads. */
export function mayMakeVfsAtLoad({ profile }: ResolvedPf): boolean {
  return profile?.numVfs?.loadParameter !== undefined;
}

/** `igb.max_vfs=4`, now or after the next boot. */
function onCommandLine({ inventory, wanted }: ResolvedHost): BootVfFacts[] {
  const running = inventory.host.kernelArguments;
  const planned = (wanted.policy.kernelArguments ?? []).filter((argument) => !running.includes(argument));
  return [
    ...running.flatMap((argument) => parameterOf(argument, '/proc/cmdline')),
    ...planned.flatMap((argument) => parameterOf(argument, 'kernelArguments of the host')),
  ];
}

function parameterOf(argument: string, where: string): BootVfFacts[] {
  const match = /^([\w-]+)\.(max_vfs|num_vfs)=(.*)$/.exec(argument);
  if (match === null) return [];
  const [, module = '', parameter = '', value = ''] = match;
  return [{ by: 'module', where, module: moduleOf(module), parameter, netdev: null, value }];
}

/** Whether a setting is about the PF; null: it names nothing that tells. */
function isAbout({ by, module, netdev }: BootVfFacts, pf: ResolvedPf): boolean | null {
  const drivers = pfDriver(pf)?.split('/').map(moduleOf) ?? [];
  if (by === 'module') return module !== null && drivers.includes(module);
  const isOfDriver = module === null || drivers.length === 0 ? null : isNamed(module, drivers);
  if (isOfDriver === false) return false;
  if (netdev !== null) return isAboutName(netdev, pf);
  // Only a rule of udev reaches a PF without a netdev.
  return by === 'udev' || hasInterfaces(pf) ? isOfDriver : false;
}

/** A name that is a PCI address or begins as one. */
const ADDRESS = /(?:^|[\s|])(?:pci-)?[0-9a-f]{4}[:*?]/i;

function isAboutName(netdev: string, pf: ResolvedPf): boolean | null {
  const isAddress = ADDRESS.test(netdev);
  const address = pf.facts?.address ?? '';
  const isMeant = isNamed(netdev, [...(isAddress ? [address, `pci-${address}`] : []), ...namesOf(pf)]);
  if (isMeant === true) return true;
  if (isAddress) {
    // `KERNELS` means a device by any bridge above it, too; for the rest all is known of addresses.
    const above = (pf.facts?.upstreamLinks ?? []).map((link) => link.address);
    if (isNamed(netdev, above) === true) return null;
    if (!/[\s|[\]!]/.test(netdev)) return false;
  }
  if (/^nvme/i.test(netdev) && pf.facts?.deviceClass === 'nvme') {
    const controller = pf.facts.nvme?.controller ?? null;
    return controller === null ? null : isNamed(netdev, [controller]);
  }
  return hasInterfaces(pf) ? isMeant : false;
}

function namesOf({ facts }: ResolvedPf): string[] {
  return (facts?.network?.interfaces ?? []).flatMap(({ name, altNames = [], mac, permanentMac }) => [
    name,
    ...altNames,
    ...[mac, permanentMac].flatMap((each) => each ?? []),
  ]);
}

function hasInterfaces({ facts }: ResolvedPf): boolean {
  return (facts?.network?.interfaces ?? []).length > 0;
}

/** Whether one of the patterns means one of the names; null: what is no plain name may still mean one. */
function isNamed(text: string, names: readonly string[]): boolean | null {
  const patterns = text.toLowerCase().split(/[\s|]+/);
  if (names.some((name) => patterns.some((pattern) => matches(pattern, name.toLowerCase())))) return true;
  return /[*?[\]!]/.test(text) ? null : false;
}

/** Whether a name is what a pattern with `*` and `?` says, in time that grows with both. */
function matches(pattern: string, name: string): boolean {
  let at = 0;
  let star = -1;
  let from = 0;
  for (let n = 0; n < name.length;) {
    const sign = pattern[at];
    if (sign === '*') {
      star = at++;
      from = n;
    } else if (sign === '?' || sign === name[n]) {
      at++;
      n++;
    } else if (star >= 0) {
      at = star + 1;
      n = ++from;
    } else {
      return false;
    }
  }
  return /^\**$/.test(pattern.slice(at));
}

/** A parameter that only limits what `sriov_numvfs` takes makes none. */
function isLimit({ module, parameter }: BootVfFacts, { profile }: ResolvedPf): boolean {
  return profile?.numVfs?.kernelParams?.some((text) => text.startsWith(`${module}.${parameter}=`)) === true;
}

/**
 * The number of a value such as `4`, or of `7,7`, which is one of each port; null where ports differ or it is none, and
 * for a list of a driver that has several ports on one PF (mlx4_core: port 1, port 2, both).
 */
function countOf({ value }: BootVfFacts, pf: ResolvedPf): number | null {
  const texts = (value ?? '').split(',').map((text) => text.trim());
  if (texts.length > 1 && makesVfsAtLoadOnly(pf)) return null;
  const numbers = new Set(texts);
  const [only = ''] = numbers;
  return numbers.size === 1 && /^\d{1,5}$/.test(only) ? Number(only) : null;
}
