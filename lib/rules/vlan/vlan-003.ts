import type { PfConditions } from '../../model/wanted';
import { describePf, type ResolvedPf } from '../../resolve/resolved';
import { COMPLIANT, NOT_APPLICABLE, type Rule, tokenAmong, type Verdict, violation } from '../rule';
import { attributeSource, conditionUnknown, driverUnknown, profileName, takes } from '../shared/port';
import { statesAny } from '../shared/statements';

/** What must be so on the card before the driver takes 802.1ad, as the notes of the driver profiles say. */
const NEEDED: Readonly<Record<string, { readonly condition: keyof PfConditions; readonly words: string }>> = {
  ice: { condition: 'doubleVlanMode', words: 'Double VLAN Mode' },
  bnxt_en: { condition: 'firmwareVlanTpidPcp', words: 'firmware with DFLT_VLAN_TPID_PCP' },
};

export const VLAN_003: Rule = {
  id: 'VLAN-003',
  title: '802.1ad with a VLAN and a driver that has it',
  severity: 'error',
  protects: 'Most drivers know 802.1Q only and refuse 802.1ad (EPROTONOSUPPORT); the VF then stands without its VLAN.',
  source: 'catalog, vlanProto8021ad of the driver profile; measured on igb: EPROTONOSUPPORT',
  fix: 'Leave vlanProtocol out for 802.1Q, or use a card whose driver takes 802.1ad',
  on: 'settings',
  check(subject) {
    if (subject.pf.deviceClass !== 'net' || !statesAny(subject, ['vlanProtocol', 'vlan'])) return NOT_APPLICABLE;
    const { vlan, vlanProtocol } = subject.settings;
    if (vlanProtocol === undefined) return tokenAmong(subject.unresolved, 'vlanProtocol') ?? NOT_APPLICABLE;
    if (vlanProtocol === '802.1Q') return NOT_APPLICABLE;
    const driver = byDriver(subject.pf);
    if (driver.verdict === 'violation') return driver;
    const token = tokenAmong(subject.unresolved, 'vlan', 'vlanProtocol');
    if (token !== undefined) return token;
    if (vlan) return driver;
    return violation({
      message: 'vlanProtocol is 802.1ad, and there is no VLAN to use it for',
      pointer: 'vlanProtocol',
      found: '802.1ad without a VLAN',
      limitSource: 'ip link sets the protocol together with a VLAN id',
      fix: 'Give a vlan as well, or leave vlanProtocol out',
    });
  },
};

function byDriver(pf: ResolvedPf): Verdict {
  const taken = takes(pf, 'vlanProto8021ad');
  const driver = profileName(pf);
  if (taken === null) return driverUnknown(pf, 'takes a VLAN with 802.1ad');
  if (!taken) {
    return violation({
      message: `vlanProtocol is 802.1ad, and the driver ${driver} takes 802.1Q only (${describePf(pf)})`,
      pointer: 'vlanProtocol',
      found: '802.1ad',
      limit: '802.1Q',
      limitSource: attributeSource(pf),
    });
  }
  const needed = driver === null ? undefined : NEEDED[driver];
  if (needed === undefined) return COMPLIANT;
  const met = pf.wanted.conditions[needed.condition];
  if (met === undefined) return conditionUnknown(pf, needed.condition);
  if (met) return COMPLIANT;
  return violation({
    message: `vlanProtocol is 802.1ad, and the driver ${driver} takes it only with ${needed.words} (${describePf(pf)})`,
    pointer: 'vlanProtocol',
    found: `no ${needed.words}`,
    limit: needed.words,
    limitSource: attributeSource(pf),
    fix: `Leave vlanProtocol out for 802.1Q, or set the card up with ${needed.words}`,
  });
}
