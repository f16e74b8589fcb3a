import { asksForNothing, LINK_SETTINGS } from '../../model/vf-settings';
import { settingAnswer } from '../../resolve/driver-context';
import { describePf } from '../../resolve/resolved';
import { COMPLIANT, NOT_APPLICABLE, type Rule, tokenAmong, violation } from '../rule';
import { driverUnknown, isLostInSwitchdev, refusalWords, withoutSwitchdev } from '../shared/port';
import { statesAny } from '../shared/statements';
import { joined } from '../shared/words';

export const ESW_006: Rule = {
  id: 'ESW-006',
  title: 'settings of VFs that the driver takes in switchdev mode',
  severity: 'error',
  protects:
    'In switchdev mode VFs are filtered at their representors: drivers refuse there what they take in legacy mode, and the plan stops half-way.',
  source: 'catalog, cases of the driver profile: mlx5 takes no VLAN, spoof check, trust and link state, ice no trust',
  fix: 'Leave the settings out and filter at the representors, or leave eswitchMode out',
  on: 'settings',
  check(subject) {
    const { pf, settings, host } = subject;
    if (pf.deviceClass !== 'net' || !statesAny(subject, LINK_SETTINGS)) return NOT_APPLICABLE;
    const without = withoutSwitchdev(pf);
    if (without !== undefined) return without;
    if (pf.profile === null) return driverUnknown(pf, 'takes VF settings in switchdev mode');
    const token = tokenAmong(subject.unresolved, ...LINK_SETTINGS);
    const lost = LINK_SETTINGS.flatMap((name) => {
      const value = settings[name];
      if (value === undefined || asksForNothing(name, value) || !statesAny(subject, [name])) return [];
      const answer = settingAnswer(pf, host, name, value);
      return answer.is === 'refused' && isLostInSwitchdev(answer) ? [{ name, answer }] : [];
    });
    const [first] = lost;
    if (first === undefined) return token ?? COMPLIANT;
    const names = lost.map(({ name }) => name);
    const them = names.length > 1 ? 'them' : 'it';
    return violation({
      message: `${joined(names)} ${names.length > 1 ? 'are' : 'is'} set, and in switchdev mode the driver does not take ${them}: ${refusalWords(first.answer)} (${describePf(pf)})`,
      pointer: first.name,
      found: joined(names),
      limit: 'what the driver takes in switchdev mode',
      limitSource: first.answer.by.source,
      fix: `Leave ${joined(names)} out and filter at the representors, or leave eswitchMode out`,
    });
  },
};
