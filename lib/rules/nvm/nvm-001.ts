import { describePf } from '../../resolve/resolved';
import { COMPLIANT, NOT_APPLICABLE, type Rule, unknown, violation } from '../rule';
import { hasVfCount, VF_COUNT_IS_A_TOKEN } from '../shared/count';
import { modelOf } from '../shared/model-of';
import { mostSecondaries } from '../shared/nvme';
import { counted } from '../shared/words';

export const NVM_001: Rule = {
  id: 'NVM-001',
  title: 'the drive has a secondary controller for every VF',
  severity: 'error',
  protects: 'A VF without a secondary controller never becomes an NVMe controller; above the maximum no VF is created.',
  source: 'list of secondary controllers of the drive, else the catalog',
  fix: 'Lower the number of VFs to the limit',
  on: 'physicalFunction',
  check: (pf) => {
    if (pf.deviceClass !== 'nvme') return NOT_APPLICABLE;
    if (pf.numVfs === null) return VF_COUNT_IS_A_TOKEN;
    if (!hasVfCount(pf)) return NOT_APPLICABLE;
    const limit = mostSecondaries(pf);
    if (limit === null) return unknown(`most secondary controllers of ${modelOf(pf)}`);
    if (pf.numVfs <= limit.value) return COMPLIANT;
    return violation({
      message: `${counted(pf.numVfs, 'VF')} wanted, the drive has ${counted(limit.value, 'secondary controller')} (${describePf(pf)})`,
      pointer: 'numVfs',
      found: String(pf.numVfs),
      limit: String(limit.value),
      limitSource: limit.source,
    });
  },
};
