import type { ResolvedPf } from '../../resolve/resolved';
import { COMPLIANT, NOT_APPLICABLE, type Rule, unknown, violation } from '../rule';

export const NUMA_002: Rule = {
  id: 'NUMA-002',
  title: 'the platform says on which NUMA node the PF sits',
  severity: 'warning',
  protects: 'Without the node a VM cannot be put near its VF; the kernel reports -1 when the firmware does not say.',
  source: 'numa_node in sysfs',
  fix: 'Ask for a firmware that reports the node of the slot, or find the node by measuring and set numaPolicy to none',
  on: 'physicalFunction',
  check: (pf, host) => {
    const nodes = host.inventory.host.numaNodes.length;
    const wanted = pf.pools.some((pool) => pool.attachments.length > 0);
    if (!wanted || nodes === 1 || (nodes === 0 && !asksForNode(pf))) return NOT_APPLICABLE;
    const node = pf.facts?.numaNode ?? null;
    if (node === null) return unknown('NUMA node of the PF');
    if (node >= 0) return COMPLIANT;
    if (nodes === 0) return unknown('NUMA nodes of the host');
    return violation({
      message: `numa_node of ${pf.facts?.address} is -1 on a host of ${nodes} NUMA nodes: no VM can be put near its VFs`,
      found: '-1',
      limitSource: `numa_node of ${pf.facts?.address}`,
    });
  },
};

/** Somebody cares where the VFs of the PF are. */
function asksForNode(pf: ResolvedPf): boolean {
  return pf.pools.some((pool) =>
    pool.attachments.some(({ wanted }) => wanted.vmNumaNode !== undefined && wanted.numaPolicy !== 'none'),
  );
}
