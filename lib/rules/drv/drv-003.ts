import type { ResolvedPf } from '../../resolve/resolved';
import { COMPLIANT, NOT_APPLICABLE, type Rule, tokenAmong, unknown, violation } from '../rule';
import { hasVfCount, VF_COUNT_IS_A_TOKEN } from '../shared/count';
import { inBrackets, isGuestSide } from '../shared/pf';
import { isInfiniBand } from '../shared/port';

export const DRV_003: Rule = {
  id: 'DRV-003',
  title: 'the PF is up where it has VFs',
  severity: 'error',
  protects:
    'bnxt_en creates no VF while its PF is down, without an error; VF drivers that probe meanwhile invent random MACs, and rates are refused.',
  source: 'bnxt_sriov_configure in bnxt_sriov.c; measured with igbvf: "PF still in reset state", random MAC',
  fix: 'Set adminUp to true, or leave it out: the plan brings a PF with VFs up',
  on: 'physicalFunction',
  check: (pf) => {
    if (pf.deviceClass !== 'net' || isInfiniBand(pf) || isGuestSide(pf)) return NOT_APPLICABLE;
    if (pf.numVfs === null) return VF_COUNT_IS_A_TOKEN;
    if (!hasVfCount(pf)) return NOT_APPLICABLE;
    const token = tokenAmong(pf.wanted.unresolved, 'adminUp');
    if (token) return token;
    const up = isUpAfterwards(pf);
    if (up === null) return unknown('whether the netdev of the PF is up');
    if (up) return COMPLIANT;
    const required = pf.profile?.numVfs?.pfAdminUpRequired === true;
    const { externallyManaged } = pf.wanted;
    return violation({
      message: `the PF ${externallyManaged ? 'is' : 'is to be'} down and has VFs${required ? `, which ${pf.profile?.name} creates none of while it is down` : ''} ${inBrackets(pf)}`,
      ...(required ? {} : { severity: 'warning' as const }),
      pointer: 'adminUp',
      found: 'down',
      limit: 'up',
      ...(externallyManaged ? { fix: 'Have the PF brought up by who manages it' } : {}),
    });
  },
};

/** State of the PF once the plan has run: what is wanted, else up, since the plan brings a netdev with VFs up. */
function isUpAfterwards({ wanted, facts }: ResolvedPf): boolean | null {
  const netdev = facts?.network?.interfaces[0];
  if (wanted.externallyManaged) return netdev?.adminUp ?? null;
  if (wanted.adminUp !== undefined) return wanted.adminUp;
  return netdev === undefined ? null : true;
}
