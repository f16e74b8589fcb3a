import { COMPLIANT, NOT_APPLICABLE, type Rule, unknown, violation } from '../rule';
import { hasVfCount, VF_COUNT_IS_A_TOKEN } from '../shared/count';
import { inBrackets, isGuestSide } from '../shared/pf';
import { counted } from '../shared/words';

export const CAP_007: Rule = {
  id: 'CAP-007',
  title: 'a function that a hypervisor gave to this machine has no VFs',
  severity: 'error',
  protects:
    'virtio-net and ENA functions look like PFs inside a guest and cannot create VFs: they are handed on whole.',
  source:
    'sriov-network-operator, list of supported NICs: a virtio-net interface or an ENA in a guest stands for a PF and its one VF alike; sriov_totalvfs where the function has VFs after all',
  fix: 'Take its numVfs and pools out; to hand it on whole, set assignedToVm',
  on: 'physicalFunction',
  check: (pf, host) => {
    if (!isGuestSide(pf)) return NOT_APPLICABLE;
    if (pf.numVfs === null) return VF_COUNT_IS_A_TOKEN;
    if (!hasVfCount(pf)) return NOT_APPLICABLE;
    if (pf.numVfs === 0) return NOT_APPLICABLE;
    const read = host.presumed ? null : pf.facts;
    // Emulated and offloaded virtio functions of the host itself are on the same driver, and show the capability.
    if (read?.totalVfs) return COMPLIANT;
    if (read === null && pf.device?.sriov.supported !== false)
      return unknown('SR-IOV capability of the PF (no inventory was read)');
    return violation({
      message: `${counted(pf.numVfs, 'VF')} wanted of a function that is itself the NIC of a guest and shows no SR-IOV capability ${inBrackets(pf)}`,
      pointer: 'numVfs',
      found: String(pf.numVfs),
      limit: '0',
    });
  },
};
