import { COMPLIANT, NOT_APPLICABLE, type Rule, tokenAmong, violation } from '../rule';
import { statesAny } from '../shared/statements';

export const NVM_008: Rule = {
  id: 'NVM-008',
  title: 'no guest relies on a controller memory buffer or persistent memory region of a VF',
  severity: 'warning',
  protects: 'Secondary controllers need not have either: a guest that relies on them fails or falls back silently.',
  source: 'hw/nvme of QEMU refuses both together with SR-IOV; no source read promises them for VFs of a drive',
  fix: 'Measure the VF of this drive, then acknowledge the finding, or give the VM the whole controller',
  on: 'settings',
  check: (subject) => {
    if (subject.pf.deviceClass !== 'nvme' || !statesAny(subject, ['needsControllerMemory'])) return NOT_APPLICABLE;
    const token = tokenAmong(subject.unresolved, 'needsControllerMemory');
    if (token) return token;
    if (subject.use.needsControllerMemory !== true) return COMPLIANT;
    return violation({
      message:
        'the guest needs a controller memory buffer or persistent memory region, which VFs are not known to have',
      pointer: 'needsControllerMemory',
      found: 'true',
    });
  },
};
