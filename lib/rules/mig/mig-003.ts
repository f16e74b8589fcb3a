import { SETTING_NAMES, SETTING_ROWS } from '../../model/vf-settings';
import { migrationMethodOf } from '../../resolve/migration';
import { describePf, type ResolvedPf } from '../../resolve/resolved';
import { COMPLIANT, NOT_APPLICABLE, type Rule, unknown, type Verdict, violation, unknownToken } from '../rule';
import { type Migration, migrationsOf, type PlacedPool } from './migrations';

export const MIG_003: Rule = {
  id: 'MIG-003',
  title: 'a VM migrates to VFs with the same settings, of the same device family',
  severity: 'error',
  protects:
    'What is set through the PF does not move with the VM: with another VLAN or rate on the other side it comes up in ' +
    'another network. The state of a VF fits VFs of its own family only.',
  source: 'README of the out-of-tree ice driver on migration; settings of both pools',
  fix: 'Give both pools the same settings, or name another pool in migrationTargets',
  on: 'fleet',
  check: (hosts) => {
    const migrations = migrationsOf(hosts);
    if (migrations.length === 0) return NOT_APPLICABLE;
    const verdicts: Verdict[] = [];
    for (const migration of migrations) {
      const { from } = migration;
      for (const [, to] of migration.targets) if (from && to) verdicts.push(...compare(migration, from, to));
    }
    return verdicts.length === 0 ? NOT_APPLICABLE : verdicts;
  },
};

/** Settings that both sides must share. */
const SAME = SETTING_NAMES.filter((name) => SETTING_ROWS[name].individual !== true);

function compare({ attachment }: Migration, from: PlacedPool, to: PlacedPool): Verdict[] {
  const { wanted, settings, unresolved, path } = attachment;
  const verdicts: Verdict[] = [];
  const there = to.pool.wanted;
  const differences: string[] = [];
  let token = false;
  for (const name of SAME) {
    if (unresolved.includes(name) || there.unresolved.includes(name)) token = true;
    else if (settings[name] !== there.settings[name]) {
      differences.push(`${name} ${text(settings[name])} here and ${text(there.settings[name])} there`);
    }
  }
  if (differences.length > 0) {
    verdicts.push(
      violation({
        message: `VM ${wanted.vm} is to migrate to ${there.path}, with ${differences.join(', ')}`,
        path,
        pointer: 'migrationTargets',
        found: differences.join(', '),
      }),
    );
  } else if (token) verdicts.push(unknownToken(SAME, 'settings of a migration target'));
  // With a standby interface, and where the VM manager replugs, the VF is taken away and another one given: no state moves.
  if (migrationMethodOf(wanted, from.pool.wanted) === 'vfio')
    verdicts.push(compareFamily(attachment.wanted.vm, path, from.pf, to));
  return verdicts.length > 0 ? verdicts : [COMPLIANT];
}

function compareFamily(vm: string, path: string, from: ResolvedPf, { pf: to, pool }: PlacedPool): Verdict {
  if (from.profile === null || to.profile === null) {
    return unknown('driver profile of the PFs on both sides of a migration');
  }
  const here = from.facts?.vfDeviceId ?? null;
  const there = to.facts?.vfDeviceId ?? null;
  const sameDriver = from.profile.name === to.profile.name;
  if (sameDriver && (here === null || there === null))
    return unknown('device ids of the VFs on both sides of a migration');
  if (sameDriver && here === there) return COMPLIANT;
  return violation({
    message: `VM ${vm} is to migrate from a VF of ${family(from, here)} to one of ${family(to, there)} in ${pool.path}`,
    path,
    pointer: 'migrationTargets',
    found: family(to, there),
    limit: family(from, here),
    fix: 'Name pools on cards of the same family in migrationTargets, or set teamingStandbyMac',
  });
}

function family(pf: ResolvedPf, vfDeviceId: string | null): string {
  const device = pf.device?.name ?? pf.profile?.name ?? describePf(pf);
  return vfDeviceId === null ? device : `${device} (VF device ${vfDeviceId})`;
}

function text(value: unknown): string {
  return value === undefined ? 'not stated' : String(value);
}
