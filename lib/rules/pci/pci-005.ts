import { COMPLIANT, NOT_APPLICABLE, type Rule, unknown, violation } from '../rule';
import { isGuestSide, wantsVfs } from '../shared/pf';

export const PCI_005: Rule = {
  id: 'PCI-005',
  title: 'the PF has the SR-IOV capability',
  severity: 'error',
  protects: 'Without it there is no sriov_numvfs to write, and nothing of the plan for the PF can work.',
  source: 'sriov_totalvfs in sysfs: absent without the capability, 0 where the firmware of the card grants no VFs',
  fix: 'Turn SR-IOV on in the firmware setup of the host and in the firmware of the card (mlx5: SRIOV_EN), and reboot',
  on: 'physicalFunction',
  check: (pf, host) => {
    const { facts } = pf;
    if (facts === null || wantsVfs(pf) === false || isGuestSide(pf)) return NOT_APPLICABLE;
    if (facts.totalVfs !== null && facts.totalVfs > 0) return host.presumed ? NOT_READ : COMPLIANT;
    if (host.presumed) return NOT_READ;
    const what =
      facts.totalVfs === null ? 'shows no SR-IOV capability (no sriov_totalvfs)' : 'allows 0 VFs (sriov_totalvfs)';
    return violation({
      message: `${facts.address} ${what}${facts.driver === null ? '' : ` with driver ${facts.driver}`}`,
      pointer: 'numVfs',
      found: facts.totalVfs === null ? 'no capability' : '0',
      limit: 'at least 1',
      limitSource: `sriov_totalvfs of ${facts.address}`,
    });
  },
};

const NOT_READ = unknown('SR-IOV capability of the PF (no inventory was read)');
