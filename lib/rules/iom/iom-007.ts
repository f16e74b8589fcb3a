import { COMPLIANT, NOT_APPLICABLE, type Rule, tokenAmong, violation } from '../rule';
import { inBrackets, wantsVfs } from '../shared/pf';

export const IOM_007: Rule = {
  id: 'IOM-007',
  title: 'a PF that is bound to vfio-pci shares a VF token',
  severity: 'error',
  protects: 'vfio refuses to open a VF of a PF in user space to anybody who does not show the same token as the PF.',
  source: 'vfio-pci, VF token; SPDK CHANGELOG',
  fix: 'Set a VF token where the PF is opened and give it to each VM, then set vfTokenProvided, or bind the PF to its kernel driver',
  on: 'physicalFunction',
  check: (pf) => {
    if (pf.facts?.driver !== 'vfio-pci' || wantsVfs(pf) === false) return NOT_APPLICABLE;
    const token = tokenAmong(pf.wanted.unresolved, 'vfTokenProvided');
    if (token) return token;
    if (pf.wanted.vfTokenProvided === true) return COMPLIANT;
    return violation({
      message: `the PF is bound to vfio-pci, and no VF token is said to be set up ${inBrackets(pf)}`,
      pointer: 'vfTokenProvided',
      found: 'no VF token',
    });
  },
};
