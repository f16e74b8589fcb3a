import { COMPLIANT, NOT_APPLICABLE, type Rule, tokenAmong, violation } from '../rule';

export const OPS_008: Rule = {
  id: 'OPS-008',
  title: 'it is decided how VFs come back after a reboot',
  severity: 'warning',
  protects:
    'VFs and their settings live in the kernel only: after a reboot the host has none, and its VMs do not start.',
  source: 'sriov_numvfs is 0 at boot; each distribution keeps it in another way',
  fix: 'Set persistence of the host to systemd, external or none',
  on: 'host',
  check: ({ wanted, name, physicalFunctions }) => {
    const ours = physicalFunctions.some((pf) => !pf.wanted.externallyManaged && pf.numVfs !== 0);
    if (!ours) return NOT_APPLICABLE;
    if (wanted.policy.persistence !== undefined) return COMPLIANT;
    const token = tokenAmong(wanted.unresolved, 'persistence');
    if (token) return token;
    return violation({
      message: `it is not stated how the VFs of ${name} come back after a reboot`,
      pointer: 'persistence',
      found: 'not stated',
    });
  },
};
