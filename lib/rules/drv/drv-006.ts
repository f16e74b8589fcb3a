import { wantedAutoprobe } from '../../resolve/native-driver';
import type { ResolvedPf } from '../../resolve/resolved';
import { COMPLIANT, NOT_APPLICABLE, type Rule, tokenAmong, unknown, violation } from '../rule';
import { inBrackets } from '../shared/pf';
import { pfGoesToVms } from '../shared/use';

export const DRV_006: Rule = {
  id: 'DRV-006',
  title: 'the kernel binds no driver to new VFs that go to VMs',
  severity: 'warning',
  protects:
    'With autoprobe the vendor driver is bound to each new VF and has to be taken off again: slow, and their netdevs come and go meanwhile.',
  source: 'sriov-network-operator issue 214: 125 VFs took 65 s; sriov_drivers_autoprobe',
  fix: 'Set driversAutoprobe to false, or leave it out and state the driver of the pools',
  on: 'physicalFunction',
  check: (pf) => {
    if (pf.profile?.behaviour?.nativeHandsToVms === true) return NOT_APPLICABLE;
    if (pf.wanted.externallyManaged || pf.numVfs === 0 || !pfGoesToVms(pf)) return NOT_APPLICABLE;
    const token = tokenAmong(pf.wanted.unresolved, 'driversAutoprobe');
    if (token) return token;
    const autoprobe = autoprobeAfterwards(pf);
    if (autoprobe === null) return unknown('whether the kernel binds drivers to new VFs (sriov_drivers_autoprobe)');
    if (!autoprobe) return COMPLIANT;
    return violation({
      message: `VFs go to VMs, and the kernel binds a driver to each new one first ${inBrackets(pf)}`,
      pointer: 'driversAutoprobe',
      found: 'autoprobe on',
      limit: 'autoprobe off',
    });
  },
};

/** What is wanted, or the plan makes of the drivers that are; else what is set now. */
function autoprobeAfterwards(pf: ResolvedPf): boolean | null {
  return pf.wanted.driversAutoprobe ?? wantedAutoprobe(pf) ?? pf.facts?.driversAutoprobe ?? null;
}
