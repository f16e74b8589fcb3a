import {
  COMPLIANT,
  NOT_APPLICABLE,
  type Rule,
  type SettingsSubject,
  tokenAmong,
  type Verdict,
  violation,
} from '../rule';
import { hasOwnResources, NVME_RESOURCES, type NvmeResource } from '../shared/nvme';
import { statesAny } from '../shared/statements';
import { counted } from '../shared/words';

export const NVM_004: Rule = {
  id: 'NVM-004',
  title: 'each secondary controller gets 2 queues and 1 interrupt at least',
  severity: 'error',
  protects:
    'With less than an admin and one I/O queue and one interrupt a controller does not go online (status 0x4120).',
  source: 'hw/nvme of QEMU, and measured on its controller',
  fix: 'Raise the number to the minimum',
  on: 'settings',
  check: (subject) => {
    if (subject.pf.deviceClass !== 'nvme') return NOT_APPLICABLE;
    return [enough(subject, 'vq'), enough(subject, 'vi')];
  },
};

/** What is not stated gets the minimum. */
function enough(subject: SettingsSubject, resource: NvmeResource): Verdict {
  const { setting, noun, least } = NVME_RESOURCES[resource];
  if (!statesAny(subject, [setting]) || hasOwnResources(subject.pf, resource)) return NOT_APPLICABLE;
  const token = tokenAmong(subject.unresolved, setting);
  if (token) return token;
  const count = subject.settings[setting];
  if (count === undefined || count >= least) return COMPLIANT;
  return violation({
    message: `each VF gets ${counted(count, noun)}, a controller needs ${least} to go online`,
    pointer: setting,
    found: String(count),
    limit: String(least),
    fix: `Set ${setting} to ${least} or more`,
  });
}
