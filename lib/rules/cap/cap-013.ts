import { moduleOf } from '../../model/module';
import { describePf } from '../../resolve/resolved';
import { COMPLIANT, NOT_APPLICABLE, type Rule, unknown, violation } from '../rule';
import { hasVfCount, VF_COUNT_IS_A_TOKEN } from '../shared/count';
import { counted } from '../shared/words';

export const CAP_013: Rule = {
  id: 'CAP-013',
  title: 'the driver of a PF is the one that makes VFs, where that is built beside the kernel',
  severity: 'error',
  protects:
    'The driver of the kernel has the same name and no VFs: sriov_numvfs gives ENOENT, although sriov_totalvfs shows some.',
  source: 'catalog, numVfs of the driver profile; parameters in /sys/module',
  fix: 'Install the driver that makes VFs, or bind the PF to one of the kernel that does',
  on: 'physicalFunction',
  check: (pf, host) => {
    const { profile, facts } = pf;
    const other = profile?.numVfs?.outOfTree;
    if (profile === null || other === undefined || pf.wanted.externallyManaged) return NOT_APPLICABLE;
    if (pf.numVfs === null) return VF_COUNT_IS_A_TOKEN;
    if (!hasVfCount(pf) || pf.numVfs === 0) return NOT_APPLICABLE;
    if (facts !== null && facts.numVfs > 0) return COMPLIANT;
    const { bootVfs } = host.inventory.host;
    const module = moduleOf(profile.name);
    const shown = bootVfs?.some((found) => found.module === module && found.parameter === other.parameter);
    if (shown === true) return COMPLIANT;
    if (shown === undefined || host.presumed) return unknown(`whether the driver ${profile.name} is ${other.driver}`);
    return violation({
      message: `${counted(pf.numVfs, 'VF')} wanted, and ${profile.name} of the kernel makes none: ${other.driver} does, which has a parameter ${other.parameter} (${describePf(pf)})`,
      pointer: 'numVfs',
      found: `${profile.name} without ${other.parameter}`,
      limit: other.driver,
      limitSource: profile.numVfs?.source ?? CAP_013.source,
    });
  },
};
