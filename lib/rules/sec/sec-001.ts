import { isReported } from '../../catalog/operations';
import { settingAnswer } from '../../resolve/driver-context';
import type { ResolvedPf } from '../../resolve/resolved';
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
import { pfDriver } from '../shared/pf';
import { statesAny } from '../shared/statements';
import { waiverOf } from '../shared/use';
import { vfsOfPool } from '../shared/vfs';
import { counted, listed } from '../shared/words';
import { isInfiniBand } from '../shared/port';

export const SEC_001: Rule = {
  id: 'SEC-001',
  title: 'spoof check is on, unless it is waived by name',
  severity: 'error',
  protects:
    'Without it a VM sends frames with the address of another machine and takes over its traffic. Drivers differ in ' +
    'what a VF has when it is not set, and some set it again by themselves, so it is to be stated.',
  source: 'spoofchk of ip link; on for new VFs of igb (measured), and turned on again by mlx5 without being asked',
  fix: 'Set spoofCheck: true, or give the reason in waivers.spoofCheck of the pool',
  on: 'settings',
  check: (subject) => {
    const { settings, unresolved, pool, pf } = subject;
    if (pf.deviceClass !== 'net' || !statesAny(subject, ['spoofCheck'])) return NOT_APPLICABLE;
    if (settings.spoofCheck === true) return COMPLIANT;
    const token = tokenAmong(unresolved, 'spoofCheck');
    if (token) return token;
    if (waiverOf(pool, 'spoofCheck') !== undefined) return COMPLIANT;
    if (settings.spoofCheck === undefined) return judgeUnstated(subject);
    return violation({
      message: 'spoof check is off and not waived: the VM may send frames with any source address',
      pointer: 'spoofCheck',
      found: 'false',
      limit: 'true',
    });
  },
};

function judgeUnstated(subject: SettingsSubject): Verdict {
  const { pf } = subject;
  if (isInfiniBand(pf)) return NOT_APPLICABLE;
  if (pf.wanted.externallyManaged) return judgeObserved(subject);
  // The uplink representor does not offer it; the host's own switch decides which frames pass.
  if (pf.eswitchMode === 'switchdev') return NOT_APPLICABLE;
  const answer = settingAnswer(pf, subject.host, 'spoofCheck', true);
  if (answer.is === 'refused') return judgeWithout(pf, answer.by.source);
  if (answer.is === 'taken' && !isReported(answer.by, true)) return judgeUnreported(pf, answer.by.source);
  return violation({
    message: 'spoof check is not stated: what the VFs have depends on the driver and on who set them before',
    pointer: 'spoofCheck',
    limit: 'true',
    severity: 'warning',
    fix: 'State spoofCheck: true, or give the reason in waivers.spoofCheck of the pool',
  });
}

/** Nobody sets anything here: what the VFs have now is what they keep. */
function judgeObserved({ pool, pf }: SettingsSubject): Verdict {
  const vfs = vfsOfPool(pool, pf);
  const off = vfs.filter((vf) => vf.facts?.network?.spoofCheck === false);
  if (off.length > 0) {
    return violation({
      message: `spoof check is off on ${counted(off.length, 'VF')} of the pool: VF ${listed(off.map((vf) => String(vf.index)))}`,
      found: 'false',
      limit: 'true',
      limitSource: `settings of the VFs of ${pf.facts?.address}`,
      fix: 'Have it turned on by whoever manages the PF, or give the reason in waivers.spoofCheck of the pool',
    });
  }
  if (vfs.length === 0 || vfs.some((vf) => (vf.facts?.network?.spoofCheck ?? null) === null)) {
    return unknown('spoof check of VFs that another program manages');
  }
  return COMPLIANT;
}

function judgeWithout(pf: ResolvedPf, limitSource: string): Verdict {
  return violation({
    message: `${pfDriver(pf) ?? 'the driver'} has no spoof check: the VMs may send frames with any source address`,
    pointer: 'waivers',
    severity: 'warning',
    limitSource,
    fix: 'Filter at the switch port and give that reason in waivers.spoofCheck of the pool, or use another card',
  });
}

/** No plan can hold what it cannot read back. */
function judgeUnreported(pf: ResolvedPf, limitSource: string): Verdict {
  return violation({
    message: `${pfDriver(pf) ?? 'the driver'} takes spoof check and reports nothing of it: no plan can tell whether the VFs have it`,
    pointer: 'waivers',
    severity: 'warning',
    limitSource,
    fix: 'Set it with ip link after each creation of the VFs and give that reason in waivers.spoofCheck of the pool, or use another card',
  });
}
