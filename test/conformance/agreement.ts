import type { Inventory } from '../../lib/inventory/inventory';
import { isMulticastMac, ZERO_MAC } from '../../lib/model/mac';
import type { PciAddress } from '../../lib/model/units';

/**
 * Where the kernel model and a host that agree may show something else: all of it, each with the reason. Everything
 * that is not named here must be the same.
 */
interface Allowance {
  /** Places in an inventory; `*` is an index. */
  readonly at: RegExp;
  readonly why: string;
  readonly agrees: (model: unknown, host: unknown) => boolean;
}

const ALLOWANCES: readonly Allowance[] = [
  {
    at: /^pf\.virtualFunctions\.\*\.network\.mac$/,
    why: 'igbvf invents a MAC and tells its PF: the model knows that there is one, not which',
    agrees: (model, host) => model === null && isInvented(host),
  },
  {
    at: /^pf\.virtualFunctions\.\*\.interface\.mac$/,
    why: 'as above, and igbvf tells nobody while the PF is down',
    agrees: (model, host) => model === null && isInvented(host),
  },
  {
    at: /^pf\.virtualFunctions\.\*\.interface\.(permanentMac|minMtu|maxMtu|port)$/,
    why: 'what the driver of a VF gives a netdev that comes into being is not in an inventory: null is "not known"',
    agrees: (model) => model === null,
  },
  {
    at: /^pf\.virtualFunctions\.\*\.msixVectors$/,
    why: 'size of the table in the registers of a VF that comes into being: null is "not known"',
    agrees: (model) => model === null,
  },
  {
    at: /^pf(\.virtualFunctions\.\*\.interface|\.network\.interfaces\.\*)\.name$/,
    why: 'the kernel, and udev after it, choose the name of a netdev that comes into being',
    agrees: (model, host) => typeof model === 'string' && typeof host === 'string',
  },
  {
    at: /^pf\.vfSubsystemId$/,
    why: 'only a VF that exists tells it: an inventory taken before the VFs were made, or after they went, does not have it',
    agrees: (model, host) => model === undefined || host === undefined,
  },
  {
    at: /^host\.modules$/,
    why: 'modprobe loads what a module depends on too; dependencies are not in an inventory',
    agrees: (model, host) => isSubset(model, host),
  },
];

/** In the words of `ALLOWANCES`, for documents and messages. */
export const ALLOWED: readonly string[] = ALLOWANCES.map(({ at, why }) => `${at.source}: ${why}`);

/**
 * Where model and host differ: `PLACE: the model says X, the host Y`.
 *
 * @param unsettled PFs whose link is on its way: how long that takes is the port's affair. Whether links are lost and
 *   come back is compared apart from the inventory.
 */
export function differences(model: Inventory, host: Inventory, unsettled: ReadonlySet<PciAddress>): string[] {
  const found: string[] = [];
  compare({ place: 'host', pattern: 'host' }, model.host, host.host, found);
  const addresses = host.physicalFunctions.map(({ address }) => address);
  if (model.physicalFunctions.map(({ address }) => address).join() !== addresses.join()) {
    return [...found, `PFs: the host has ${addresses.join(', ')}`];
  }
  model.physicalFunctions.forEach((pf, n) => {
    const other = host.physicalFunctions[n];
    const inPf: string[] = [];
    compare({ place: pf.address, pattern: 'pf' }, pf, other, inPf);
    found.push(...inPf.filter((text) => !(unsettled.has(pf.address) && LINK.test(text))));
  });
  return found;
}

const LINK = /^\S+\.network\.interfaces\.0\.(carrier|speedMbps):/;

interface Place {
  readonly place: string;
  readonly pattern: string;
}

function compare(at: Place, model: unknown, host: unknown, found: string[]): void {
  if (model === host) return;
  if (ALLOWANCES.some((allowance) => allowance.at.test(at.pattern) && allowance.agrees(model, host))) return;
  if (Array.isArray(model) && Array.isArray(host) && model.length === host.length) {
    model.forEach((value, n) => compare(below(at, String(n), '*'), value, host[n], found));
  } else if (isRecord(model) && isRecord(host)) {
    for (const key of new Set([...Object.keys(model), ...Object.keys(host)])) {
      compare(below(at, key, key), model[key], host[key], found);
    }
  } else {
    found.push(`${at.place}: the model says ${JSON.stringify(model)}, the host ${JSON.stringify(host)}`);
  }
}

function below({ place, pattern }: Place, key: string, patternKey: string): Place {
  return { place: `${place}.${key}`, pattern: `${pattern}.${patternKey}` };
}

function isRecord(value: unknown): value is Readonly<Record<string, unknown>> {
  return typeof value === 'object' && value !== null && !Array.isArray(value);
}

function isInvented(mac: unknown): boolean {
  return typeof mac === 'string' && mac !== ZERO_MAC && !isMulticastMac(mac);
}

function isSubset(model: unknown, host: unknown): boolean {
  return Array.isArray(model) && Array.isArray(host) && model.every((name) => host.includes(name));
}
