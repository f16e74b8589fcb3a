import { COMPLIANT, NOT_APPLICABLE, type Rule, violation } from '../rule';
import { hasVfCount, VF_COUNT_IS_A_TOKEN } from '../shared/count';
import { inBrackets, isGuestSide } from '../shared/pf';
import { counted } from '../shared/words';

export const CAP_007: Rule = {
  id: 'CAP-007',
  title: 'a function that a hypervisor gave to this machine counts as one VF',
  severity: 'error',
  protects:
    'virtio-net and ENA functions look like PFs inside a guest and cannot create VFs: they are handed on whole.',
  source:
    'sriov-network-operator, list of supported NICs: a virtio-net interface or an ENA in a guest is a PF with one VF',
  fix: 'Lower numVfs to 1',
  on: 'physicalFunction',
  check: (pf) => {
    if (!isGuestSide(pf)) return NOT_APPLICABLE;
    if (pf.numVfs === null) return VF_COUNT_IS_A_TOKEN;
    if (!hasVfCount(pf)) return NOT_APPLICABLE;
    if (pf.numVfs <= 1) return COMPLIANT;
    return violation({
      message: `${counted(pf.numVfs, 'VF')} wanted of a function that is itself a guest's NIC and counts as one ${inBrackets(pf)}`,
      pointer: 'numVfs',
      found: String(pf.numVfs),
      limit: '1',
    });
  },
};
