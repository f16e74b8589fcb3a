import { describePf } from '../../resolve/resolved';
import { LOST_IN_SWITCHDEV as LOST } from '../../resolve/where-taken';
import { COMPLIANT, NOT_APPLICABLE, type Rule, tokenAmong, violation } from '../rule';
import { attributeSource, driverUnknown, losesVfOperations, withoutSwitchdev } from '../shared/port';
import { statesAny } from '../shared/statements';
import { joined } from '../shared/words';

export const ESW_006: Rule = {
  id: 'ESW-006',
  title: 'no trust, spoof check and link state through an uplink representor',
  severity: 'error',
  protects:
    'In switchdev mode the mlx5 uplink takes MAC, rate and VLAN of a VF and refuses trust, spoof check and link state.',
  source: 'uplink representor operations in en_rep.c of mlx5_core',
  fix: 'Leave spoofCheck, trust and linkState out and filter at the representors, or leave eswitchMode out',
  on: 'settings',
  check(subject) {
    const { pf, settings } = subject;
    if (!statesAny(subject, LOST)) return NOT_APPLICABLE;
    const without = withoutSwitchdev(pf);
    if (without !== undefined) return without;
    if (pf.profile === null) return driverUnknown(pf, 'takes VF settings in switchdev mode');
    if (!losesVfOperations(pf)) return NOT_APPLICABLE;
    const stated = LOST.filter((name) => settings[name] !== undefined);
    if (stated.length === 0) return tokenAmong(subject.unresolved, ...LOST) ?? COMPLIANT;
    return violation({
      message: `${joined(stated)} ${stated.length > 1 ? 'are' : 'is'} set, and in switchdev mode the driver does not take ${stated.length > 1 ? 'them' : 'it'} (${describePf(pf)})`,
      pointer: stated[0],
      found: joined(stated),
      limit: 'mac, rates and vlan',
      limitSource: attributeSource(pf),
      fix: `Leave ${joined(stated)} out and filter at the representors, or leave eswitchMode out`,
    });
  },
};
