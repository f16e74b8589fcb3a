import { operationsOf } from '../../catalog/operation-flags';
import { conditionWords } from '../../catalog/operations';
import { driverAnswer } from '../../resolve/driver-context';
import { describePf, type ResolvedHost, type ResolvedPf } from '../../resolve/resolved';
import { COMPLIANT, NOT_APPLICABLE, type Rule, tokenAmong, type Verdict, violation } from '../rule';
import { answerUnknown, conditionUnknown, profileName, refusalWords } from '../shared/port';
import { statesAny } from '../shared/statements';

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
    const driver = byDriver(subject.pf, subject.host);
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

function byDriver(pf: ResolvedPf, host: ResolvedHost): Verdict {
  const answer = driverAnswer(pf, host, 'vlanProto8021ad', true);
  const driver = profileName(pf);
  if (answer.is === 'taken' || answer.is === 'rounded') return COMPLIANT;
  if (answer.is === 'unknown') {
    const conditions = answer.undecided.flatMap(({ stated }) => stated ?? []);
    if (conditions.length > 0) return conditionUnknown(pf, ...conditions);
    return answerUnknown(pf, host, 'takes a VLAN with 802.1ad', answer);
  }
  const stated = operationsOf(pf.profile).vlanProto8021ad.find(({ when }) => when?.stated !== undefined)?.when?.stated;
  // Where the kernel has it not, nothing of the card helps.
  const needed = stated !== undefined && pf.wanted.conditions[stated] === false ? { stated } : undefined;
  const only = needed === undefined ? 'takes 802.1Q only' : `takes it only ${conditionWords(needed)}`;
  return violation({
    message: `vlanProtocol is 802.1ad, and the driver ${driver} ${only}: ${refusalWords(answer)} (${describePf(pf)})`,
    pointer: 'vlanProtocol',
    found: '802.1ad',
    limit: needed === undefined ? '802.1Q' : conditionWords(needed),
    limitSource: answer.by.source,
    ...(needed !== undefined && {
      fix: `Leave vlanProtocol out for 802.1Q, or have what the driver needs: ${conditionWords(needed)}`,
    }),
  });
}
