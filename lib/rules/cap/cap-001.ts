import type { Limit, ResolvedPf } from '../../resolve/resolved';
import { COMPLIANT, NOT_APPLICABLE, type Rule, unknown, violation } from '../rule';
import { hasVfCount, VF_COUNT_IS_A_TOKEN } from '../shared/count';
import { inBrackets } from '../shared/pf';
import { counted, joined } from '../shared/words';

/** Most that any function can have, whoever made it. */
const NUM_VFS_REGISTER: Limit = { value: 65_535, source: 'NumVFs, a 16-bit register of the SR-IOV capability' };

/** Most pools that a message names. */
const MOST_POOLS = 5;

export const CAP_001: Rule = {
  id: 'CAP-001',
  title: 'a PF has no more VFs than the host, the device or the firmware allows',
  severity: 'error',
  protects: 'The kernel refuses a larger number with ERANGE, and the host is left without any of the VFs.',
  source: 'sriov_totalvfs of the host, else the catalog; measured: above sriov_totalvfs ERANGE, above 65535 EINVAL',
  fix: 'Lower numVfs or the pools of the PF, or spread them over another PF',
  on: 'physicalFunction',
  check: (pf) => {
    if (pf.numVfs === null) return VF_COUNT_IS_A_TOKEN;
    if (!hasVfCount(pf)) return NOT_APPLICABLE;
    const limit = limitOf(pf);
    if (pf.numVfs <= limit.value) {
      return limit === NUM_VFS_REGISTER
        ? unknown('most VFs of a device that neither host nor catalog tells of')
        : COMPLIANT;
    }
    return violation({
      message: `${counted(pf.numVfs, 'VF')} wanted, ${limit.value} at most ${inBrackets(pf)}${byPools(pf)}`,
      ...(pf.wanted.numVfs === undefined ? {} : { pointer: 'numVfs' }),
      found: String(pf.numVfs),
      limit: String(limit.value),
      limitSource: limit.source,
      fix: pf.wanted.externallyManaged
        ? `Lower the pools to the ${counted(limit.value, 'VF')} that exist, or have more created by who manages the PF`
        : `Lower numVfs or the pools of the PF to ${counted(limit.value, 'VF')}, or spread them over another PF`,
    });
  },
};

/** Which pools ask for how many, where they make the number. */
function byPools({ wanted, pools }: ResolvedPf): string {
  if (wanted.numVfs !== undefined || pools.length === 0) return '';
  const named = pools.slice(0, MOST_POOLS).map(({ path, wanted: { count, firstVf } }) => {
    const from = firstVf === undefined ? '' : ` from VF ${firstVf}`;
    return `${count}${from} by ${path}`;
  });
  const more = pools.length - named.length;
  return `, ${joined(more === 0 ? named : [...named, `${counted(more, 'more pool')}`])}`;
}

function limitOf(pf: ResolvedPf): Limit {
  if (pf.wanted.externallyManaged && pf.facts !== null) {
    return { value: pf.facts.numVfs, source: `sriov_numvfs of ${pf.facts.address}, which another program manages` };
  }
  return pf.totalVfs ?? NUM_VFS_REGISTER;
}
