import { settingAnswer } from '../../resolve/driver-context';
import { describePf } from '../../resolve/resolved';
import { COMPLIANT, NOT_APPLICABLE, type Rule, tokenAmong, violation } from '../rule';
import { answerUnknown, isLostInSwitchdev, profileName, refusalWords } from '../shared/port';
import { statesAny } from '../shared/statements';

export const VLAN_005: Rule = {
  id: 'VLAN-005',
  title: 'VLAN priority only where the driver takes one',
  severity: 'error',
  protects:
    'Drivers without VLAN priority refuse the VLAN with it (EINVAL), or take it and tag with priority 0: the frames are not what was stated.',
  source: 'catalog, vlanQos of the driver profile: bnxt_en of Linux 6.1 refuses it, qede and bnx2x ignore it',
  fix: 'Leave vlanQos out, or use a card and kernel whose driver takes it',
  on: 'settings',
  check(subject) {
    const { pf, host, settings } = subject;
    if (pf.deviceClass !== 'net' || !statesAny(subject, ['vlanQos'])) return NOT_APPLICABLE;
    const token = tokenAmong(subject.unresolved, 'vlanQos');
    if (token !== undefined) return token;
    const { vlanQos } = settings;
    if (!vlanQos) return NOT_APPLICABLE;
    const answer = settingAnswer(pf, host, 'vlanQos', vlanQos);
    if (answer.is === 'unknown') return answerUnknown(pf, host, 'takes a VLAN priority', answer);
    if (answer.is === 'taken' || answer.is === 'rounded' || isLostInSwitchdev(answer)) return COMPLIANT;
    const words = answer.is === 'ignored' ? 'it is ignored, without an error' : refusalWords(answer);
    return violation({
      message: `vlanQos is ${vlanQos}, and the driver ${profileName(pf)} takes no VLAN priority: ${words} (${describePf(pf)})`,
      pointer: 'vlanQos',
      found: String(vlanQos),
      limit: '0',
      limitSource: answer.by.source,
    });
  },
};
