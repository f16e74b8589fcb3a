import { describePf } from '../../resolve/resolved';
import { COMPLIANT, type Rule, tokenAmong, unknown, violation } from '../rule';
import { withoutSwitchdev } from '../shared/port';

export const ESW_001: Rule = {
  id: 'ESW-001',
  title: 'switchdev mode on Ethernet only',
  severity: 'error',
  protects: 'Only an Ethernet port has an embedded switch to hand over; elsewhere devlink refuses the mode.',
  source: 'webhook of sriov-network-operator: switchdev only with Ethernet',
  fix: 'Leave eswitchMode out, or set the port to Ethernet',
  on: 'physicalFunction',
  check(pf) {
    const without = withoutSwitchdev(pf);
    if (without !== undefined) return without;
    const what = pf.deviceClass === 'net' ? pf.linkType : 'no network device';
    if (what === 'ethernet') return COMPLIANT;
    const token = tokenAmong(pf.wanted.unresolved, 'linkType');
    if (token !== undefined) return token;
    if (what === null) return unknown('link type of the port');
    return violation({
      message: `eswitchMode is switchdev, and it is ${what === 'infiniband' ? 'an InfiniBand link' : what} (${describePf(pf)})`,
      pointer: 'eswitchMode',
      found: what,
      limit: 'ethernet',
    });
  },
};
