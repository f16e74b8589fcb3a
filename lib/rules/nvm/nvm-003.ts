import { describePf } from '../../resolve/resolved';
import {
  COMPLIANT,
  NOT_APPLICABLE,
  type Rule,
  type SettingsSubject,
  tokenAmong,
  unknown,
  type Verdict,
  violation,
} from '../rule';
import { modelOf } from '../shared/model-of';
import {
  granularity,
  hasOwnResources,
  lacksVirtualizationManagement,
  mostPerSecondary,
  NVME_RESOURCES,
  type NvmeResource,
} from '../shared/nvme';
import { statesAny } from '../shared/statements';
import { counted } from '../shared/words';

export const NVM_003: Rule = {
  id: 'NVM-003',
  title: 'each secondary controller gets no more queues and interrupts than it may have, in whole portions',
  severity: 'error',
  protects: 'The drive refuses an assignment above the limit of one controller (status 0x4121) or off its granularity.',
  source: 'primary controller capabilities of the drive (VQFRSM, VIFRSM, VQGRAN, VIGRAN), else the catalog',
  fix: 'Lower the number to the limit',
  on: 'settings',
  check: (subject) => {
    if (subject.pf.deviceClass !== 'nvme' || lacksVirtualizationManagement(subject.pf)) return NOT_APPLICABLE;
    return [fits(subject, 'vq'), fits(subject, 'vi')];
  },
};

function fits(subject: SettingsSubject, resource: NvmeResource): Verdict {
  const { setting, noun, words, least } = NVME_RESOURCES[resource];
  if (!statesAny(subject, [setting]) || hasOwnResources(subject.pf, resource)) return NOT_APPLICABLE;
  const token = tokenAmong(subject.unresolved, setting);
  if (token) return token;
  const { pf } = subject;
  const stated = subject.settings[setting];
  const count = stated ?? least;
  const most = mostPerSecondary(pf, resource);
  const text = counted(count, noun) + (stated === undefined ? ' (the least, none stated)' : '');
  if (most !== null && count > most.value) {
    return violation({
      message: `each VF gets ${text}, one secondary controller may have ${most.value} (${describePf(pf)})`,
      pointer: setting,
      found: String(count),
      limit: String(most.value),
      limitSource: most.source,
      fix: `Set ${setting} to ${most.value} or less`,
    });
  }
  const portion = granularity(pf, resource);
  if (portion !== null && portion.value > 1 && count % portion.value !== 0) {
    const next = Math.ceil(count / portion.value) * portion.value;
    return violation({
      message: `each VF gets ${text}, the drive gives them out in portions of ${portion.value} (${describePf(pf)})`,
      pointer: setting,
      found: String(count),
      limit: String(portion.value),
      limitSource: portion.source,
      fix: `Set ${setting} to ${next}`,
    });
  }
  if (most === null) return unknown(`most ${words} of one secondary controller of ${modelOf(pf)}`);
  if (portion === null) return unknown(`granularity of ${words} of ${modelOf(pf)}`);
  return COMPLIANT;
}
