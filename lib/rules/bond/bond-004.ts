import { describePf, type ResolvedAttachment } from '../../resolve/resolved';
import { driverAnswer } from '../../resolve/driver-context';
import {
  COMPLIANT,
  NOT_APPLICABLE,
  type Rule,
  type SettingsSubject,
  tokenAmong,
  type Violation,
  violation,
} from '../rule';
import { bondOf, driverUnknown, isLostInSwitchdev, takes } from '../shared/port';
import { statesAny } from '../shared/statements';

export const BOND_004: Rule = {
  id: 'BOND-004',
  title: 'link state of VFs decided',
  severity: 'warning',
  protects:
    'A VF sees the port only if its link state follows it: else a bond in the guest sends into a dead port. Where it does not follow, VMs of one host go on talking to each other.',
  source: 'state of ip link set PF vf N; measured: igb has none (EOPNOTSUPP)',
  fix: 'Set linkState to auto where the guest must notice a dead port, or to enable where VMs of the host must go on talking',
  on: 'settings',
  check(subject) {
    const { pf, settings } = subject;
    if (pf.deviceClass !== 'net' || pf.wanted.externallyManaged) return NOT_APPLICABLE;
    if (isLostInSwitchdev(driverAnswer(pf, subject.host, 'linkState', 'enable'))) return NOT_APPLICABLE;
    if (!statesAny(subject, ['linkState'])) return NOT_APPLICABLE;
    const token = tokenAmong(subject.unresolved, 'linkState');
    if (token !== undefined) return token;
    if (settings.linkState !== undefined) {
      const relying = relyingOn(subject);
      return settings.linkState === 'enable' && relying !== undefined ? alwaysUp(subject, relying) : COMPLIANT;
    }
    const taken = takes(pf, subject.host, 'linkState');
    if (taken === null) return driverUnknown(pf, 'sets the link state of a VF');
    return taken ? undecided(subject) : NOT_APPLICABLE;
  },
};

/** An attachment with these settings whose VM has to see a dead port, since it has another VF to go on with. */
function relyingOn({ attachment, pool }: SettingsSubject): ResolvedAttachment | undefined {
  if (attachment !== null) return attachment.wanted.haGroup === undefined ? undefined : attachment;
  return pool.attachments.find(
    ({ wanted }) => wanted.haGroup !== undefined && wanted.overrides.linkState === undefined,
  );
}

function alwaysUp({ pf }: SettingsSubject, { wanted }: ResolvedAttachment): Violation {
  return violation({
    message: `linkState is enable, so that ${wanted.vm} does not see a dead port, and its haGroup ${wanted.haGroup} relies on seeing it (${describePf(pf)})`,
    pointer: 'linkState',
    found: 'enable',
    limit: 'auto',
    limitSource: `haGroup of ${wanted.path}`,
    fix: 'Set linkState to auto',
  });
}

/** Matters where somebody relies on the link; elsewhere it is only said. */
function undecided(subject: SettingsSubject): Violation {
  const relied = bondOf(subject.pf) !== undefined || relyingOn(subject) !== undefined;
  return violation({
    message: `linkState is not set, so that VFs keep what they have, and new ones follow the port (${describePf(subject.pf)})`,
    pointer: 'linkState',
    found: 'not set',
    limit: 'auto, enable or disable',
    ...(!relied && { severity: 'info' }),
  });
}
