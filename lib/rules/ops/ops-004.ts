import { describePf } from '../../resolve/resolved';
import { COMPLIANT, NOT_APPLICABLE, type Rule, tokenAmong, violation } from '../rule';
import { joined } from '../shared/words';

export const OPS_004: Rule = {
  id: 'OPS-004',
  title: 'one manager configures a PF',
  severity: 'error',
  protects:
    'netplan, systemd-networkd, NetworkManager and cluster operators each create VFs by themselves: two of them undo each ' +
    'other, and each time every VF of the PF is destroyed.',
  source: 'their documentation: each has settings for VFs',
  fix: 'Take the PF out of the other configuration and of conditions.otherManagers, or set externallyManaged: true',
  on: 'physicalFunction',
  check: (pf) => {
    const { conditions, externallyManaged, unresolved } = pf.wanted;
    if (conditions.otherManagers === undefined) return tokenAmong(unresolved, 'conditions') ?? NOT_APPLICABLE;
    if (externallyManaged || conditions.otherManagers.length === 0) return COMPLIANT;
    return violation({
      message: `${joined(conditions.otherManagers)} also configure${conditions.otherManagers.length === 1 ? 's' : ''} SR-IOV on this PF (${describePf(pf)})`,
      pointer: 'conditions.otherManagers',
      found: joined(conditions.otherManagers),
      limit: 'none',
    });
  },
};
