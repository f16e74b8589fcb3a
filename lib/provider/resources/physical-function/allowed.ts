import { normalizePciAddress } from '../../../model/pci';

import { isOpen } from '../known';
import type { State } from './state';
import type { Config, Wanted } from './wanted';

/** What may be disrupted, as plans name it, and names that mean nothing. */
export interface Allowed {
  readonly allowed: readonly string[];
  readonly unknown: readonly string[];
}

/** `allow_disrupt` says VMs by name, or by the name of what they own a VF as, also those that are being taken away. */
export function allowedOf(
  stated: Config['allow_disrupt'],
  pf: string,
  wanted: Wanted | null,
  prior: Pick<State, 'vms' | 'pools'> | null,
): Allowed {
  if (stated === null || isOpen(stated)) return { allowed: [], unknown: [] };
  const paths = [...pathsByName(pf, wanted, prior)];
  const allowed: string[] = [];
  const unknown: string[] = [];
  for (const name of stated) {
    if (isOpen(name)) continue;
    const address = normalizePciAddress(name);
    const named = address === null ? paths.flatMap(([names, path]) => (names.includes(name) ? [path] : [])) : [address];
    if (named.length === 0) unknown.push(name);
    allowed.push(...named);
  }
  return { allowed: [...new Set(allowed)], unknown };
}

function* pathsByName(
  pf: string,
  wanted: Wanted | null,
  prior: Pick<State, 'vms' | 'pools'> | null,
): Generator<readonly [string[], string]> {
  for (const { path, vm } of wanted?.host.attachments ?? []) yield [[vm, path.slice(path.lastIndexOf('/') + 1)], path];
  for (const [name, { pool }] of prior?.vms ?? []) {
    const vm = prior?.pools?.get(pool)?.vms?.get(name)?.vm ?? name;
    yield [[vm, name], `${pf}/${pool}/${name}`];
  }
}
