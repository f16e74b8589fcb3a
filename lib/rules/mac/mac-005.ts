import { describePf } from '../../resolve/resolved';
import {
  COMPLIANT,
  NOT_APPLICABLE,
  type Rule,
  type SettingsSubject,
  tokenAmong,
  type Unknown,
  type Violation,
  violation,
} from '../rule';
import { driverUnknown } from '../shared/port';
import { statesAny } from '../shared/statements';
import { joined } from '../shared/words';

const NAMES = ['macFilters', 'guestVlans', 'trust'] as const;

export const MAC_005: Rule = {
  id: 'MAC-005',
  title: 'filters of an untrusted VF within the limit of the driver',
  severity: 'warning',
  protects: 'The PF refuses filters above its limit, and the guest does not receive the frames they were for.',
  source: 'catalog, limits of the driver profile: ice_virtchnl.h, 18 MAC and 8 VLAN filters for an untrusted VF',
  fix: 'Use fewer addresses or VLANs in the guest, or set trust for this VF if its tenant may be trusted',
  on: 'settings',
  check(subject) {
    const { use, settings } = subject;
    if (subject.pf.deviceClass !== 'net' || !statesAny(subject, NAMES)) return NOT_APPLICABLE;
    const token = tokenAmong(subject.unresolved, ...NAMES);
    const macs = use.macFilters ?? 0;
    const vlans = use.guestVlans?.length ?? 0;
    if (macs === 0 && vlans === 0) {
      return token && !onlyTrust(subject.unresolved) ? token : NOT_APPLICABLE;
    }
    if (settings.trust) return token ?? COMPLIANT;
    if (token !== undefined) return token;
    const filters = [
      { count: macs, most: 'maxMacAddrPerUntrustedVf', words: 'MAC', pointer: 'macFilters' },
      { count: vlans, most: 'maxVlanPerUntrustedVf', words: 'VLAN', pointer: 'guestVlans' },
    ] as const;
    return judged(
      subject,
      filters.filter(({ count }) => count > 0),
    );
  },
};

interface Filters {
  readonly count: number;
  readonly most: 'maxMacAddrPerUntrustedVf' | 'maxVlanPerUntrustedVf';
  readonly words: string;
  readonly pointer: string;
}

/** A token for trust says nothing as long as no filters are asked for. */
function onlyTrust(unresolved: readonly string[]): boolean {
  return !unresolved.includes('macFilters') && !unresolved.includes('guestVlans');
}

function judged({ pf }: SettingsSubject, filters: readonly Filters[]): Violation[] | Unknown | typeof COMPLIANT {
  const limits = pf.profile?.limits;
  const violations: Violation[] = [];
  const open: string[] = [];
  for (const { count, most, words, pointer } of filters) {
    const limit = limits?.[most];
    if (limit === undefined) open.push(words);
    else if (count > limit) {
      violations.push(
        violation({
          message: `the guest uses ${count} ${words} filters, and the driver gives an untrusted VF ${limit} (${describePf(pf)})`,
          pointer,
          found: String(count),
          limit: String(limit),
          limitSource: limits?.source,
        }),
      );
    }
  }
  if (violations.length > 0) return violations;
  return open.length > 0 ? driverUnknown(pf, `limits the ${joined(open)} filters of an untrusted VF`) : COMPLIANT;
}
