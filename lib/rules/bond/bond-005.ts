import { migrationMethodOf } from '../../resolve/migration';
import { COMPLIANT, NOT_APPLICABLE, type Rule, tokenAmong, violation } from '../rule';

export const BOND_005: Rule = {
  id: 'BOND-005',
  title: 'teaming: the standby interface has an alias and a MAC',
  severity: 'error',
  protects:
    'libvirt and QEMU pair a VF with its standby interface by the alias that the XML of the VF names, the guest pairs them by ' +
    'their MAC: without one of the two there is no teaming, and a VM that relies on it does not migrate.',
  source: "libvirt domain format, <teaming type='transient' persistent='ALIAS'/> in the interface or hostdev of the VF",
  fix: 'State teamingStandbyAlias and teamingStandbyMac',
  on: 'attachment',
  check({ wanted, use, poolPath }, pf) {
    const { teamingStandbyMac: mac, teamingStandbyAlias: alias, unresolved, vm } = wanted;
    if (pf.deviceClass !== 'net') return NOT_APPLICABLE;
    const token = tokenAmong(unresolved, 'teamingStandbyMac', 'teamingStandbyAlias');
    if (token !== undefined) return token;
    if (mac === undefined && alias === undefined) return NOT_APPLICABLE;
    if (mac !== undefined && alias !== undefined) return COMPLIANT;
    if (alias === undefined) {
      const pool = pf.pools.find(({ path }) => path === poolPath)?.wanted;
      const relies = migrationMethodOf(wanted, pool) === 'teaming' && use.vdpa !== true;
      return violation({
        message: `the teaming of ${vm} lacks the alias of its standby interface: the XML of the VF cannot name it`,
        pointer: 'teamingStandbyAlias',
        found: 'not stated',
        ...(!relies && { severity: 'warning' as const }),
        fix: `State teamingStandbyAlias as the <alias> of the virtio interface in the domain of ${vm}, as in ua-backup0, which has <teaming type='persistent'/> and the MAC of the VF`,
      });
    }
    return violation({
      message: `the teaming of ${vm} lacks the MAC of its standby interface, ${alias}: the guest pairs the two by their MAC`,
      pointer: 'teamingStandbyMac',
      found: 'not stated',
      fix: 'State teamingStandbyMac with the MAC of the VF',
    });
  },
};
