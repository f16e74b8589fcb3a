import { describePf, type ResolvedPf } from '../../resolve/resolved';
import { COMPLIANT, NOT_APPLICABLE, type Rule, tokenAmong, type Verdict, violation } from '../rule';
import { attributeSource, conditionUnknown, driverMissing, profileName } from '../shared/port';
import { statesAny } from '../shared/statements';

export const VLAN_005: Rule = {
  id: 'VLAN-005',
  title: 'VLAN priority on bnxt with firmware that has it',
  severity: 'error',
  protects: 'bnxt_en refuses a VLAN priority unless the firmware of the card reports DFLT_VLAN_TPID_PCP.',
  source: 'bnxt_set_vf_vlan in bnxt_sriov.c, BNXT_FW_CAP_DFLT_VLAN_TPID_PCP',
  fix: 'Leave vlanQos out, or update the firmware of the card and set conditions.firmwareVlanTpidPcp',
  on: 'settings',
  check(subject) {
    if (subject.pf.deviceClass !== 'net' || !statesAny(subject, ['vlanQos'])) return NOT_APPLICABLE;
    const driver = profileName(subject.pf);
    if (driver !== null && driver !== 'bnxt_en') return NOT_APPLICABLE;
    const { vlanQos } = subject.settings;
    const token = tokenAmong(subject.unresolved, 'vlanQos');
    if (token !== undefined) return token;
    if (!vlanQos) return NOT_APPLICABLE;
    return driver === null ? driverMissing() : byFirmware(subject.pf, vlanQos);
  },
};

function byFirmware(pf: ResolvedPf, vlanQos: number): Verdict {
  const capable = pf.wanted.conditions.firmwareVlanTpidPcp;
  if (capable === undefined) return conditionUnknown(pf, 'firmwareVlanTpidPcp');
  if (capable) return COMPLIANT;
  return violation({
    message: `vlanQos is ${vlanQos}, and the firmware of the card takes no VLAN priority (${describePf(pf)})`,
    pointer: 'vlanQos',
    found: String(vlanQos),
    limit: '0',
    limitSource: attributeSource(pf),
  });
}
