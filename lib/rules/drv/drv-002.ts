import { COMPLIANT, NOT_APPLICABLE, type Rule, tokenAmong, violation } from '../rule';
import { inBrackets } from '../shared/pf';
import { statesAny } from '../shared/statements';

export const DRV_002: Rule = {
  id: 'DRV-002',
  title: 'no RDMA on a VF that is bound to vfio-pci',
  severity: 'error',
  protects: 'A VF on vfio-pci has no RDMA device on the host: whoever is to use it there finds none.',
  source: 'sriov-network-operator refuses vfio-pci together with isRdma',
  fix: 'Set driver to native, or leave rdma out where the guest brings its own RDMA driver',
  on: 'settings',
  check: (subject) => {
    if (!statesAny(subject, ['rdma', 'driver'])) return NOT_APPLICABLE;
    const { settings, use, unresolved, pf } = subject;
    const token = tokenAmong(unresolved, 'rdma');
    if (token) return token;
    if (use.rdma !== true) return NOT_APPLICABLE;
    if (settings.driver === undefined) return tokenAmong(unresolved, 'driver') ?? COMPLIANT;
    if (settings.driver !== 'vfio-pci') return COMPLIANT;
    return violation({
      message: `rdma is set, and driver is vfio-pci ${inBrackets(pf)}`,
      pointer: 'rdma',
      found: 'rdma on vfio-pci',
    });
  },
};
