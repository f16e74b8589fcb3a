import type { ResolvedPf } from '../../resolve/resolved';
import { COMPLIANT, NOT_APPLICABLE, type Rule, violation } from '../rule';
import { hasVfCount } from '../shared/count';
import { physicalPortOf } from '../../resolve/physical-port';
import { nameOf, uplink } from '../shared/port';

export const RATE_012: Rule = {
  id: 'RATE-012',
  title: 'PFs whose VFs share a physical port',
  severity: 'warning',
  protects:
    'Partitioned NICs, and NICs with a PCIe link to each socket (Socket Direct), show several PFs of one port, each at its full speed: the rules ' +
    'about rates and the prediction take that speed for each PF, and VFs get less.',
  source:
    'phys_port_id of the interfaces (ndo_get_phys_port_id; of bnx2x, be2net, i40e, mlx4, qlcnic, sfc and cxgb4 in Linux 6.18), and phys_switch_id ' +
    'with phys_port_name (devlink_port_attrs_set; mlx5e_devlink_port_register in en/devlink.c of mlx5_core numbers physical ports by native_port_num)',
  fix: 'Keep the rates of all these PFs together within the link, or put the VFs on PFs of different ports',
  on: 'host',
  check(host) {
    const byPort = new Map<string, ResolvedPf[]>();
    for (const pf of host.physicalFunctions) {
      const port = physicalPortOf(pf);
      if (port === null || !hasVfCount(pf)) continue;
      byPort.set(port.key, [...(byPort.get(port.key) ?? []), pf]);
    }
    if (byPort.size === 0) return NOT_APPLICABLE;
    const found = [...byPort.values()].flatMap(([first, ...others]) => {
      if (first === undefined || others.length === 0) return [];
      return violation({
        message: `${[first, ...others].map(nameOf).join(' and ')} are on one physical port, and VFs of each of them share its rate`,
        path: first.path,
        found: physicalPortOf(first)?.found,
        limitSource: `${physicalPortOf(first)?.source} of ${uplink(first)?.name} on the host`,
      });
    });
    return found.length > 0 ? found : COMPLIANT;
  },
};
