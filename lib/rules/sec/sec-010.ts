import { SETTING_ROWS, type SettingName } from '../../model/vf-settings';
import type { ResolvedPf, ResolvedVf } from '../../resolve/resolved';
import { COMPLIANT, NOT_APPLICABLE, type Rule, unknown, type Violation, violation } from '../rule';
import { recreation } from '../shared/changes';
import { inheritedSettings } from '../shared/inherited';
import { vfAt } from '../shared/vfs';

/** SEC-001 and SEC-002 speak of these. */
const JUDGED_ELSEWHERE: readonly SettingName[] = ['spoofCheck', 'trust'];

/** What a setting is without its former user, as a prop. */
function usualProp(name: SettingName): string {
  return name === 'linkState' ? 'LinkState.AUTO' : JSON.stringify(SETTING_ROWS[name].usual);
}

export const SEC_010: Rule = {
  id: 'SEC-010',
  title: 'a VM inherits no settings of the former user of its VF',
  severity: 'warning',
  protects:
    'A VF that stays keeps what was set on it: a VM that gets it lands in the VLAN of its former user, or behind its rate limit.',
  source:
    'measured on igb: VLAN, rates, trust and spoof check of a VF stay until they are set again or the VF is destroyed',
  fix: 'State the setting on the pool or the attachment',
  on: 'attachment',
  check(attachment, pf, host) {
    if (pf.deviceClass !== 'net' || attachment.vf === null || host.presumed) return NOT_APPLICABLE;
    const vf = vfAt(pf, attachment.vf);
    if (vf === undefined || !staysFromBefore(vf, pf)) return NOT_APPLICABLE;
    if ((vf.facts?.network ?? null) === null) return unknown(`settings that VF ${vf.index} has now`);
    const kept = inheritedSettings(vf, pf).filter(({ setting }) => !JUDGED_ELSEWHERE.includes(setting));
    return kept.length === 0 ? COMPLIANT : kept.map(({ setting, words }) => inherited(vf, pf, setting, words));
  },
};

function staysFromBefore(vf: ResolvedVf, pf: ResolvedPf): boolean {
  return vf.index < (pf.facts?.numVfs ?? 0) && recreation(pf) === null;
}

function inherited(vf: ResolvedVf, pf: ResolvedPf, setting: SettingName, words: string): Violation {
  return violation({
    message: `VF ${vf.index} of ${pf.facts?.address} has ${words} from before, which its VM gets: ${setting} is not stated`,
    pointer: setting,
    found: words,
    limit: `${setting} stated`,
    limitSource: `settings of VF ${vf.index} of ${pf.facts?.address}`,
    fix: `State ${setting}: ${usualProp(setting)} to take it off, or state the value to keep it`,
  });
}
