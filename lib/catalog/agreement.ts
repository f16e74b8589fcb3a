import type { CatalogDevice } from './device';
import { type Group, statedFields, UNKNOWN_GROUPS } from './groups';

/**
 * One entry for several models that share their PCI ids: a value stands where all models agree on it and is unknown
 * where they differ, since nothing tells which of them is in the host. null when not even class and drivers agree.
 */
export function agreed(devices: readonly CatalogDevice[]): CatalogDevice | null {
  const [first, ...others] = devices;
  if (first === undefined) return null;
  if (others.some((other) => other.class !== first.class || !same([other.driver, first.driver]))) return null;
  const names = distinct(devices.map((device) => device.name));
  const userSources = distinct(devices.flatMap((device) => device.userSource ?? []));
  return {
    ...first,
    ...agreedGroups(devices),
    ...(userSources.length > 0 ? { userSource: userSources.join('; ') } : {}),
    userMaxVfsPerPf: same(devices.map((device) => device.userMaxVfsPerPf)) ? first.userMaxVfsPerPf : undefined,
    id: devices.map((device) => device.id).join('|'),
    name: names.join(' or '),
    vendor: distinct(devices.map((device) => device.vendor)).join(' or '),
    note: `${names.join(' and ')} share their PCI ids: a value is known only where they agree`,
  };
}

function agreedGroups(devices: readonly CatalogDevice[]): Partial<CatalogDevice> {
  const result: Record<string, unknown> = {};
  for (const [name, unknownGroup] of Object.entries(UNKNOWN_GROUPS)) {
    const groups = devices.map((device) => device[name as keyof typeof UNKNOWN_GROUPS] as Group | null);
    result[name] = groups.every((group) => group !== null) ? agreedGroup(groups as Group[], unknownGroup) : null;
  }
  for (const name of ['queues', 'rdma', 'ceilings'] as const) {
    const groups = devices.map((device) => device[name] ?? null);
    result[name] = same(groups) ? groups[0] : null;
  }
  if (result.ceilings === null) delete result.ceilings;
  return result;
}

function agreedGroup(groups: readonly Group[], unknownGroup: Group): Group {
  const result: Record<string, unknown> = { ...unknownGroup };
  for (const key of distinct(groups.flatMap((group) => Object.keys(group)))) {
    if (key !== 'source' && same(groups.map((group) => group[key]))) result[key] = groups[0]?.[key];
  }
  const sources = groups.flatMap((group) => group.source ?? []);
  return { ...result, source: statedFields(result).length > 0 ? distinct(sources).join('; ') : null };
}

function same(values: readonly unknown[]): boolean {
  return distinct(values.map((value) => JSON.stringify(value))).length === 1;
}

function distinct<T>(values: readonly T[]): T[] {
  return [...new Set(values)];
}
