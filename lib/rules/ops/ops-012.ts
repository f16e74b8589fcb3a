import type { ConstructPath, VfIndex } from '../../model/units';
import { describePf, type ResolvedPf, type ResolvedVf } from '../../resolve/resolved';
import { COMPLIANT, NOT_APPLICABLE, type Rule, unknown, type Verdict, violation } from '../rule';
import { counted, listed } from '../shared/words';
import { compareStated, type Comparison, PF_VALUES, VF_VALUES } from './stated-values';

export const OPS_012: Rule = {
  id: 'OPS-012',
  title: 'a PF that another manages has what is stated of it',
  severity: 'error',
  protects:
    'Nothing is written to such a PF: a VLAN, spoof check or rate that is stated and that its manager has not set isolates ' +
    'and limits nothing. A difference is as severe as the rule about the same setting elsewhere.',
  source: 'settings of the PF and its VFs in the inventory',
  fix: 'Have it set by whoever manages the PF, or state what the host has',
  on: 'physicalFunction',
  check: (pf, host) => {
    if (!pf.wanted.externallyManaged) return NOT_APPLICABLE;
    const { facts } = pf;
    if (facts === null || host.presumed)
      return unknown('settings of a PF that another manages, which only an inventory tells');
    const ofPf = compareStated(PF_VALUES, pf.wanted, facts).map((comparison) => ({
      comparison,
      path: pf.path,
      vf: null,
    }));
    const ofVfs = pf.virtualFunctions.flatMap((vf) => compareVf(vf, pf));
    return verdictsOf([...ofPf, ...ofVfs], pf);
  },
};

interface Compared {
  readonly comparison: Comparison;
  /** Construct that states it. */
  readonly path: ConstructPath;
  /** null: the PF itself. */
  readonly vf: VfIndex | null;
}

function compareVf(vf: ResolvedVf, pf: ResolvedPf): Compared[] {
  if (vf.facts === null || pf.facts === null) return [];
  const own = vf.attachment?.wanted.overrides ?? {};
  return compareStated(VF_VALUES, vf.settings, { vf: vf.facts, pf: pf.facts }).map((comparison) => ({
    comparison,
    path: comparison.name in own ? (vf.attachment?.path ?? vf.pool.path) : vf.pool.path,
    vf: vf.index,
  }));
}

function verdictsOf(all: readonly Compared[], pf: ResolvedPf): Verdict[] | Verdict {
  if (all.every(({ comparison }) => comparison.found.is === 'nothing')) return NOT_APPLICABLE;
  const verdicts = differing(all).map((group) => describe(group, pf));
  const missing = new Set(all.flatMap(({ comparison: { name, found } }) => (found.is === 'unknown' ? [name] : [])));
  for (const name of missing) verdicts.push(unknown(`${name} that a PF or VF which another manages has`));
  return verdicts.length === 0 ? COMPLIANT : verdicts;
}

/** Differences, those of one construct with the same value together. */
function differing(all: readonly Compared[]): Compared[][] {
  const groups = new Map<string, Compared[]>();
  for (const one of all) {
    const { name, stated, found } = one.comparison;
    if (found.is !== 'other') continue;
    const key = JSON.stringify([one.path, name, stated, found.value]);
    const group = groups.get(key);
    if (group === undefined) groups.set(key, [one]);
    else group.push(one);
  }
  return [...groups.values()];
}

function describe(group: readonly Compared[], pf: ResolvedPf): Verdict {
  const [first] = group;
  if (first === undefined || first.comparison.found.is !== 'other') return COMPLIANT;
  const { name, stated, found, severity } = first.comparison;
  const vfs = group.flatMap(({ vf }) => (vf === null ? [] : [String(vf)]));
  const who =
    vfs.length === 0 ? 'the PF' : vfs.length === 1 ? `VF ${vfs[0]}` : `${counted(vfs.length, 'VF')} (${listed(vfs)})`;
  return violation({
    message: `${name} is stated as ${stated}, and ${who} ${vfs.length > 1 ? 'have' : 'has'} ${found.value}; another manages the PF, and nothing is written (${describePf(pf)})`,
    path: first.path,
    pointer: name,
    found: found.value,
    limit: stated,
    limitSource: `inventory of ${pf.facts?.address}`,
    severity,
    fix: `Have ${name} set to ${stated} by whoever manages the PF, or state ${found.value}`,
  });
}
