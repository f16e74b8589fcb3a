import { DEFAULT_CATALOG } from '../../lib/catalog/catalog';
import type { Inventory } from '../../lib/inventory/inventory';
import type { Finding } from '../../lib/model/finding';
import { EMPTY_LOCK, type LockEntry, type LockFile } from '../../lib/model/lock';
import type { WantedAttachment, WantedHost, WantedPhysicalFunction, WantedPool } from '../../lib/model/wanted';
import { type Resolution, resolveFleet } from '../../lib/resolve/resolve';
import type { ResolvedHost, ResolvedPf } from '../../lib/resolve/resolved';
import { inventory } from '../support/facts';

/** Wanted hosts in few words: ids become paths as constructs make them, all else has a healthy default. */

export interface WantedPfSketch extends Partial<Omit<WantedPhysicalFunction, 'pools'>> {
  readonly pools?: Readonly<Record<string, Partial<WantedPool>>>;
}

export interface WantedSketch extends Partial<Omit<WantedHost, 'physicalFunctions' | 'attachments'>> {
  readonly pfs?: Readonly<Record<string, WantedPfSketch>>;
  /** By id; `pool` is `PF/pool` and may be left out for `uplink/tenants`. */
  readonly attachments?: Readonly<Record<string, Partial<WantedAttachment>>>;
}

export const UPLINK = { selector: { address: '0000:3b:00.0' }, pools: { tenants: { count: 8 } } };

export function wantedHost(sketch: WantedSketch = {}): WantedHost {
  const { pfs = { uplink: UPLINK }, attachments = {}, ...change } = sketch;
  const name = sketch.name ?? 'kvm01';
  const path = sketch.path ?? `rack1/${name}`;
  return {
    path,
    name,
    labels: {},
    policy: {},
    unresolved: [],
    ...change,
    physicalFunctions: Object.entries(pfs).map(([id, pf]) => wantedPf(`${path}/${id}`, pf)),
    attachments: Object.entries(attachments).map(([id, { pool = 'uplink/tenants', ...rest }]) => ({
      path: `${path}/${id}`,
      vm: id,
      pool: `${path}/${pool}`,
      overrides: {},
      use: {},
      unresolved: [],
      ...rest,
    })),
  };
}

function wantedPf(path: string, { pools = {}, ...change }: WantedPfSketch): WantedPhysicalFunction {
  return {
    path,
    selector: {},
    externallyManaged: false,
    conditions: {},
    unresolved: [],
    ...change,
    pools: Object.entries(pools).map(([id, pool]) => ({
      path: `${path}/${id}`,
      count: 4,
      settings: { driver: 'vfio-pci', spoofCheck: true },
      use: {},
      unresolved: [],
      ...pool,
    })),
  };
}

/** Resolves hosts that all have the same inventory: an Intel E810 port at 0000:3b:00.0 unless given otherwise. */
export function resolve(
  hosts: WantedSketch | WantedHost | readonly (WantedSketch | WantedHost)[],
  facts: Inventory | null = inventory(),
  lock: LockFile = EMPTY_LOCK,
): Resolution {
  const list = Array.isArray(hosts) ? hosts : [hosts];
  return resolveFleet({
    hosts: list.map((host) => ({ wanted: 'physicalFunctions' in host ? host : wantedHost(host), inventory: facts })),
    catalog: DEFAULT_CATALOG,
    lock,
  });
}

export function onlyHost({ hosts }: Resolution): ResolvedHost {
  const [host] = hosts;
  if (host === undefined || hosts.length > 1) throw new Error(`${hosts.length} hosts, 1 expected`);
  return host;
}

export function onlyPf(resolution: Resolution): ResolvedPf {
  const { physicalFunctions } = onlyHost(resolution);
  const [pf] = physicalFunctions;
  if (pf === undefined || physicalFunctions.length > 1) throw new Error('one PF expected');
  return pf;
}

/** VF of each attachment by its id, `null` without one. */
export function vfsById({ hosts }: Resolution): Record<string, number | null> {
  return Object.fromEntries(hosts.flatMap((host) => host.attachments.map(({ wanted, vf }) => [wanted.vm, vf])));
}

/** Rule ids in the order of the findings, infos about missing inventories left out. */
export function ruleIds({ findings }: { readonly findings: readonly Finding[] }): string[] {
  return findings.map(({ ruleId }) => ruleId).filter((id) => id !== 'INV-001');
}

/** What a finding tells people. */
export function told({ findings }: { readonly findings: readonly Finding[] }, ruleId: string): string {
  return findings
    .filter((finding) => finding.ruleId === ruleId)
    .map(({ message, fix }) => `${message}. ${fix}.`)
    .join('\n');
}

export function lockOf(entries: Readonly<Record<string, LockEntry>>): LockFile {
  return { lockVersion: 2, attachments: entries };
}

/** Entry for an attachment of kvm01's uplink. */
export function entry(vf: number, mac?: string): LockEntry {
  return { physicalFunction: 'rack1/kvm01/uplink', vf, ...(mac === undefined ? {} : { mac }) };
}
