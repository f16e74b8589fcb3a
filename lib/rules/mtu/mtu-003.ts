import type { ConstructPath } from '../../model/units';
import type { ResolvedPf } from '../../resolve/resolved';
import {
  COMPLIANT,
  NOT_APPLICABLE,
  type Rule,
  tokenAmong,
  type Unknown,
  unknown,
  type Violation,
  violation,
} from '../rule';
import { nameOf, uplink } from '../shared/port';

export const MTU_003: Rule = {
  id: 'MTU-003',
  title: 'MTU within the range of the device',
  severity: 'error',
  protects: 'The kernel refuses an MTU outside what the driver announces (EINVAL).',
  source: 'min_mtu and max_mtu of the interface on the host (ip -d link show)',
  fix: 'Give an mtu that the interface takes, or leave it out',
  on: 'physicalFunction',
  check(pf) {
    if (pf.deviceClass !== 'net') return NOT_APPLICABLE;
    const stated = statedMtus(pf);
    const token = tokenMtu(pf);
    if (stated.length === 0) return token ?? NOT_APPLICABLE;
    const violations = stated.flatMap((one) => faultOf(one, pf) ?? []);
    if (violations.length > 0) return violations;
    const port = uplink(pf);
    if (port === undefined || port.minMtu === null || port.maxMtu === null) {
      return unknown('smallest and largest MTU of the port');
    }
    return token ?? COMPLIANT;
  },
};

interface StatedMtu {
  readonly path: ConstructPath;
  readonly mtu: number;
}

/** Each MTU where it is stated: for the PF, a pool, an attachment. */
function statedMtus(pf: ResolvedPf): StatedMtu[] {
  const stated: StatedMtu[] = [];
  const add = (path: ConstructPath, mtu: number | undefined) => {
    if (mtu !== undefined) stated.push({ path, mtu });
  };
  add(pf.path, pf.wanted.mtu);
  for (const pool of pf.pools) {
    add(pool.path, pool.wanted.settings.mtu);
    for (const { path, wanted } of pool.attachments) add(path, wanted.overrides.mtu);
  }
  return stated;
}

function tokenMtu(pf: ResolvedPf): Unknown | undefined {
  const ofPf = tokenAmong(pf.wanted.unresolved, 'mtu');
  if (ofPf !== undefined) return ofPf;
  for (const pool of pf.pools) {
    for (const { wanted } of [pool, ...pool.attachments]) {
      const token = tokenAmong(wanted.unresolved, 'mtu');
      if (token !== undefined) return token;
    }
  }
  return undefined;
}

function faultOf({ path, mtu }: StatedMtu, pf: ResolvedPf): Violation | undefined {
  const port = uplink(pf);
  const min = port?.minMtu ?? null;
  const max = port?.maxMtu ?? null;
  if (mtu >= (min ?? 1) && (max === null || mtu <= max)) return undefined;
  const range = rangeText(min, max);
  return violation({
    path,
    message: `mtu is ${mtu}, and ${nameOf(pf)} takes ${range}`,
    pointer: 'mtu',
    found: String(mtu),
    limit: range,
    ...(port !== undefined && { limitSource: `range of ${port.name} on the host` }),
    fix: `Give an mtu of ${range}, or leave it out`,
  });
}

function rangeText(min: number | null, max: number | null): string {
  if (max !== null) return `${min ?? 1} to ${max} bytes`;
  return min === null ? 'more than 0 bytes' : `at least ${min} bytes`;
}
