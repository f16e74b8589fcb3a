import { driverAnswer } from '../../resolve/driver-context';
import type { Limit, ResolvedPf } from '../../resolve/resolved';
import { COMPLIANT, NOT_APPLICABLE, type Rule, tokenAmong, unknown, violation, unknownToken } from '../rule';
import { answerUnknown, uplink } from '../shared/port';
import { statesAny } from '../shared/statements';

export const MTU_001: Rule = {
  id: 'MTU-001',
  title: 'MTU of a VF within that of its PF',
  severity: 'error',
  protects:
    'Where the driver holds its VFs to the MTU of the PF, frames above it are dropped, whatever the guest has set.',
  source:
    'catalog, cases of mtu in the driver profile: 82599 ties the frame size of VFs to that of the PF, later Intel cards do not',
  fix: 'Raise mtu of the physical function, or lower that of the VF',
  on: 'settings',
  check(subject) {
    const { pf, settings, host } = subject;
    if (pf.deviceClass !== 'net' || !statesAny(subject, ['mtu'])) return NOT_APPLICABLE;
    const token = tokenAmong(subject.unresolved, 'mtu');
    if (token !== undefined) return token;
    const { mtu } = settings;
    if (mtu === undefined) return NOT_APPLICABLE;
    if (pf.wanted.unresolved.includes('mtu')) return unknownToken(['mtu'], 'mtu of the PF');
    const limit = mtuOf(pf);
    if (limit !== null && mtu <= limit.value) return COMPLIANT;
    const answer = driverAnswer(pf, host, 'mtu', mtu);
    if (answer.is === 'unknown') {
      const awaitsMtu = answer.undecided.some(({ abovePfMtu }) => abovePfMtu !== undefined);
      if (limit === null && (awaitsMtu || answer.possible.length === 0)) return unknown('MTU of the PF');
      return answerUnknown(pf, host, 'gives a VF a larger MTU than its PF', answer);
    }
    if (answer.is !== 'refused' || limit === null) return COMPLIANT;
    return violation({
      message: `the MTU of ${mtu} is above the ${limit.value} of the physical function (${limit.source})`,
      pointer: 'mtu',
      found: String(mtu),
      limit: String(limit.value),
      limitSource: answer.by.source,
      fix: `Raise mtu of ${pf.path} to at least ${mtu}, or lower mtu to at most ${limit.value}`,
    });
  },
};

/** As wanted, else as the host has it now. */
function mtuOf(pf: ResolvedPf): Limit | null {
  if (pf.wanted.mtu !== undefined) return { value: pf.wanted.mtu, source: `mtu of ${pf.path}` };
  const port = uplink(pf);
  return port === undefined || port.mtu === null
    ? null
    : { value: port.mtu, source: `mtu of ${port.name} on the host` };
}
