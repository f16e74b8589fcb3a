import type { ResolvedPf } from '../../resolve/resolved';
import { COMPLIANT, NOT_APPLICABLE, type Rule, violation } from '../rule';
import { hasVfCount } from '../shared/count';
import { cardOf } from '../shared/pf';
import { nameOf, uplink } from '../shared/port';

export const RATE_012: Rule = {
  id: 'RATE-012',
  title: 'PFs whose VFs share a physical port',
  severity: 'warning',
  protects:
    'Partitioned NICs show several PFs of one port, each at its full speed: the rules about rates and the prediction take that speed for each PF, ' +
    'and VFs get less.',
  source:
    'phys_port_id of the interfaces (ndo_get_phys_port_id; of bnx2x, be2net, i40e, mlx4, qlcnic, sfc and cxgb4 in Linux 6.18)',
  fix: 'Keep the rates of all these PFs together within the link, or put the VFs on PFs of different ports',
  on: 'host',
  check(host) {
    const byPort = new Map<string, ResolvedPf[]>();
    for (const pf of host.physicalFunctions) {
      const port = uplink(pf)?.physicalPort;
      if (port === undefined || !hasVfCount(pf)) continue;
      // The name is unique within its NIC alone.
      const key = `${cardOf(pf)} ${port}`;
      byPort.set(key, [...(byPort.get(key) ?? []), pf]);
    }
    if (byPort.size === 0) return NOT_APPLICABLE;
    const found = [...byPort.values()].flatMap(([first, ...others]) => {
      if (first === undefined || others.length === 0) return [];
      return violation({
        message: `${[first, ...others].map(nameOf).join(' and ')} are on one physical port, and VFs of each of them share its rate`,
        path: first.path,
        found: `phys_port_id ${uplink(first)?.physicalPort}`,
        limitSource: `phys_port_id of ${uplink(first)?.name} on the host`,
      });
    });
    return found.length > 0 ? found : COMPLIANT;
  },
};
