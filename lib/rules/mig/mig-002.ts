import type { ConstructPath } from '../../model/units';
import { COMPLIANT, NOT_APPLICABLE, type Rule, unknown, type Verdict, violation, unknownToken } from '../rule';
import { COUNTS } from '../shared/count';
import { vfsOfPool } from '../shared/vfs';
import { listed } from '../shared/words';
import { type Migration, migrationsOf, type PlacedPool } from './migrations';

export const MIG_002: Rule = {
  id: 'MIG-002',
  title: 'a pool that a VM may migrate to has a free VF',
  severity: 'error',
  protects: 'A migration to a host without a free VF fails, and may leave the VM without its VF where it was.',
  source: 'pools of the fleet, their attachments, and VFs in use by others',
  fix: 'Raise count of a target pool, or add a pool with a free VF to migrationTargets',
  on: 'fleet',
  check: (hosts) => {
    const migrations = migrationsOf(hosts);
    if (migrations.length === 0) return NOT_APPLICABLE;
    const free = new Map<ConstructPath, number | null>();
    return migrations.flatMap((migration) => judgeTargets(migration, free));
  },
};

function judgeTargets({ attachment, targets }: Migration, free: Map<ConstructPath, number | null>): Verdict[] {
  const { path, wanted } = attachment;
  if (wanted.unresolved.includes('migrationTargets')) {
    return [unknownToken(['migrationTargets'])];
  }
  if (targets.length === 0) return [unknown('migrationTargets of attachments that are to migrate')];
  const missing = targets.filter(([, place]) => place === undefined).map(([target]) => target);
  if (missing.length > 0) {
    return [
      violation({
        message: `VM ${wanted.vm} is to migrate to ${listed(missing)}, which is no pool of this app`,
        path,
        pointer: 'migrationTargets',
        found: listed(missing),
        fix: 'Name pools by their construct path, or remove the target',
      }),
    ];
  }
  const counts = targets.map(([target, place]) => freeVfs(target, place, free));
  if (counts.some((count) => count !== null && count > 0)) return [COMPLIANT];
  if (counts.includes(null)) return [unknownToken(COUNTS, 'number of VFs of a migration target')];
  return [
    violation({
      message: `VM ${wanted.vm} is to migrate, and no target has a free VF: ${listed(targets.map(([target]) => target))}`,
      path,
      pointer: 'migrationTargets',
      found: '0',
      limit: '1',
    }),
  ];
}

/** VFs of the pool that nobody owns or uses, the reserved ones included: that is what they are kept for. */
function freeVfs(
  path: ConstructPath,
  place: PlacedPool | undefined,
  known: Map<ConstructPath, number | null>,
): number | null {
  const kept = known.get(path);
  if (kept !== undefined) return kept;
  const free = place === undefined ? null : countFree(place);
  known.set(path, free);
  return free;
}

function countFree({ pool, pf }: PlacedPool): number | null {
  if (pool.firstVf === null || pool.wanted.unresolved.includes('count')) return null;
  let free = 0;
  for (const vf of vfsOfPool(pool, pf)) if (vf.attachment === null && !vf.facts?.users.length) free++;
  return free;
}
