import { kernelOf } from '../../resolve/driver-context';
import type { PhysicalFunctionFacts } from '../../inventory/inventory';
import { factIn } from '../../model/kernel-release';
import {
  COMPLIANT,
  NOT_APPLICABLE,
  type Rule,
  type SettingsSubject,
  tokenAmong,
  type Verdict,
  violation,
} from '../rule';
import { isOverridden, statesAny, trustNames } from '../shared/statements';
import { waiverOf } from '../shared/use';
import { vfsOfPool } from '../shared/vfs';
import { counted, listed } from '../shared/words';

const NAMES = ['trust', 'trustedTenant'] as const;

export const SEC_002: Rule = {
  id: 'SEC-002',
  title: 'trust is off, unless the tenant is trusted or it is waived by name',
  severity: 'warning',
  protects: 'A trusted VF sets MAC addresses and promiscuous mode by itself, and so reads what is meant for others.',
  source: 'trust of ip link; DPDK guide of bnxt for what it permits; off for new VFs of igb (measured)',
  fix: 'Set trust: false, mark the tenant with trustedTenant, or give the reason in waivers.trust of the pool',
  on: 'settings',
  check: (subject) => {
    const { settings, use, unresolved, pool, pf } = subject;
    if (pf.deviceClass !== 'net' || !statesAny(subject, ['trust', ...trustNames(subject)])) return NOT_APPLICABLE;
    if (settings.trust === false) return COMPLIANT;
    if (use.trustedTenant === true || waiverOf(pool, 'trust') !== undefined) return COMPLIANT;
    const token = tokenAmong(unresolved, 'trust', ...trustNames(subject));
    if (token) return token;
    if (settings.trust === undefined) return judgeUnstated(subject);
    if (isOverridden(subject, NAMES)) return NOT_APPLICABLE;
    return violation({
      message: 'trust is on, the tenant is not marked as trusted and nothing is waived',
      pointer: 'trust',
      found: 'true',
      limit: 'false',
    });
  },
};

/** Nobody states it: VFs that exist keep what they have, and new ones have what their driver gives them. */
function judgeUnstated(subject: SettingsSubject): Verdict {
  const { pf } = subject;
  const recreated = !pf.wanted.externallyManaged && pf.numVfs !== pf.facts?.numVfs;
  return recreated || !pf.facts?.virtualFunctions.length ? judgeNew(subject) : judgeObserved(subject, pf.facts);
}

function judgeNew(subject: SettingsSubject): Verdict {
  const { profile, facts } = subject.pf;
  const kernel = kernelOf(facts, subject.host.inventory.host.kernelRelease);
  const trusts = factIn(profile?.behaviour?.newVf?.trust ?? null, kernel);
  if (profile === null || trusts !== true || isOverridden(subject, NAMES)) return NOT_APPLICABLE;
  return violation({
    message: `trust is not stated, and new VFs of ${profile.name} have it; the tenant is not marked as trusted and nothing is waived`,
    pointer: 'trust',
    found: 'true',
    limit: 'false',
    limitSource: profile.userSource ?? profile.behaviour?.source ?? SEC_002.source,
    fix: 'State trust: false, or give the reason in waivers.trust of the pool',
  });
}

/**
 * Each VF once: at its pool, or at its attachment where the pool is of a trusted tenant. A VF of a trusted tenant may have
 * it, and where it is stated it is written.
 */
function judgeObserved({ pool, pf, attachment }: SettingsSubject, facts: PhysicalFunctionFacts): Verdict {
  if (attachment !== null && pool.wanted.use.trustedTenant !== true) return NOT_APPLICABLE;
  const vfs = vfsOfPool(pool, pf).filter((vf) => attachment === null || vf.attachment === attachment);
  const open = vfs.filter((vf) => vf.use.trustedTenant !== true && vf.settings.trust === undefined);
  const observed = open.filter((vf) => (vf.facts?.network?.trust ?? null) !== null);
  if (observed.length === 0) return NOT_APPLICABLE;
  const on = observed.filter((vf) => vf.facts?.network?.trust === true);
  if (on.length === 0) return COMPLIANT;
  return violation({
    message: `trust is on for ${counted(on.length, 'VF')} of the pool and is not stated: VF ${listed(on.map((vf) => String(vf.index)))}`,
    pointer: 'trust',
    found: 'true',
    limit: 'false',
    limitSource: `settings of the VFs of ${facts.address}`,
    fix: 'State trust: false, or give the reason in waivers.trust of the pool',
  });
}
