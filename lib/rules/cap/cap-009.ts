import { COMPLIANT, NOT_APPLICABLE, type Rule, tokenAmong, violation } from '../rule';
import { isCount } from '../shared/count';
import { inBrackets } from '../shared/pf';
import { counted } from '../shared/words';

export const CAP_009: Rule = {
  id: 'CAP-009',
  title: 'the VMs of a pool leave the VFs free that are to be kept in reserve',
  severity: 'error',
  protects:
    'Without its reserve a host cannot take over VMs from another one, and the next VM changes numVfs under all.',
  source: 'VMs per host are the least over all resources of capacity / demand; a reserve counts as demand',
  fix: 'Raise count of the pool, lower its reserve, or move attachments to another host',
  on: 'pool',
  check: (pool, pf) => {
    const { wanted, attachments } = pool;
    const token = tokenAmong(wanted.unresolved, 'reserve', 'count');
    if (token) return token;
    const { reserve = 0, count } = wanted;
    if (reserve === 0 || !isCount(reserve) || !isCount(count)) return NOT_APPLICABLE;
    const needed = attachments.length + reserve;
    if (needed <= count) return COMPLIANT;
    const vms = new Set(attachments.map((attachment) => attachment.wanted.vm)).size;
    const held = `${counted(vms, 'VM')} with ${counted(attachments.length, 'VF')}`;
    return violation({
      message: `${held} and a reserve of ${reserve} need ${needed}, the pool has ${count} ${inBrackets(pf)}`,
      pointer: 'reserve',
      found: String(needed),
      limit: String(count),
      limitSource: `count of ${pool.path}`,
      fix: `Raise count of the pool to ${needed}, lower reserve to ${Math.max(0, count - attachments.length)}, or move ${counted(needed - count, 'attachment')} to another host`,
    });
  },
};
