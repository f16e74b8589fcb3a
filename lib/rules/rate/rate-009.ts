import { describePf } from '../../resolve/resolved';
import { COMPLIANT, NOT_APPLICABLE, type Rule, tokenAmong, unknown, violation } from '../rule';
import { statesAny } from '../shared/statements';
import { joined } from '../shared/words';

const RATES = ['minTxRateMbps', 'maxTxRateMbps'] as const;

export const RATE_009: Rule = {
  id: 'RATE-009',
  title: 'no transmit rates on InfiniBand',
  severity: 'error',
  protects: 'The driver offers no rate of a VF while the link type is InfiniBand; the VF would run unlimited.',
  source: 'catalog, mlx5_core: no rate files of a VF on InfiniBand (Mellanox/docker-sriov-plugin issue 22)',
  fix: 'Leave minTxRateMbps and maxTxRateMbps out, or set the port to Ethernet',
  on: 'settings',
  check(subject) {
    const { pf, settings } = subject;
    if (subject.pf.deviceClass !== 'net' || !statesAny(subject, RATES)) return NOT_APPLICABLE;
    const stated = RATES.filter((name) => settings[name]);
    if (stated.length === 0) return tokenAmong(subject.unresolved, ...RATES) ?? NOT_APPLICABLE;
    const token = tokenAmong(pf.wanted.unresolved, 'linkType');
    if (token !== undefined) return token;
    if (pf.linkType === null) return unknown('link type of the port');
    if (pf.linkType === 'ethernet') return COMPLIANT;
    return violation({
      message: `${joined(stated)} ${stated.length > 1 ? 'are' : 'is'} set, and a VF on an InfiniBand link has no rates (${describePf(pf)})`,
      pointer: stated[0],
      found: joined(stated.map((name) => `${settings[name]} Mbit/s`)),
      limit: 'none',
      fix: `Leave ${joined(stated)} out, or set the port to Ethernet`,
    });
  },
};
