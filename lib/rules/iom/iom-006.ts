import { COMPLIANT, NOT_APPLICABLE, type Rule, violation } from '../rule';
import { inBrackets, wantsVfs } from '../shared/pf';

export const IOM_006: Rule = {
  id: 'IOM-006',
  title: 'a PF or its VFs are given out, never both',
  severity: 'error',
  protects: 'A VM that holds the PF can reset it and set up all of its VFs: it controls the VMs that hold these.',
  source: 'OpenStack Nova never gives out a PF and one of its VFs',
  fix: 'Remove assignedToVm, or the pools of the PF',
  on: 'physicalFunction',
  check: (pf) => {
    const { assignedToVm, unresolved } = pf.wanted;
    const user = pf.facts?.users.find(({ kind }) => kind === 'domain');
    const assigned = assignedToVm !== undefined || unresolved.includes('assignedToVm');
    if (wantsVfs(pf) === false && pf.pools.length === 0) return NOT_APPLICABLE;
    if (assigned) {
      return violation({
        message: `the PF is assigned to ${assignedToVm ?? 'a VM (not known at synth)'} and is to have VFs as well ${inBrackets(pf)}`,
        pointer: 'assignedToVm',
        found: assignedToVm ?? 'not known at synth',
      });
    }
    if (user === undefined) return COMPLIANT;
    return violation({
      message: `the PF is held by ${user.detail} and is to have VFs as well ${inBrackets(pf)}`,
      found: user.detail,
      limitSource: 'users of the PF in the inventory',
      fix: 'Detach the PF from that VM, or remove its pools',
    });
  },
};
