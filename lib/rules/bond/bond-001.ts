import { describePf } from '../../resolve/resolved';
import { COMPLIANT, NOT_APPLICABLE, type Rule, tokenAmong, unknown, violation } from '../rule';
import { bondOf } from '../shared/port';

export const BOND_001: Rule = {
  id: 'BOND-001',
  title: 'no legacy VFs on a port of an LACP bond',
  severity: 'warning',
  protects:
    'The switch spreads frames over all ports of the bond, a VF is behind one: about half of the frames are lost, and its link does not follow LACP.',
  source: 'bond-cni issue 22; openshift/openshift-docs issue 99902',
  fix: 'Use a bond in active-backup mode, or switchdev mode where the card carries the bond',
  on: 'physicalFunction',
  check(pf, host) {
    if (pf.deviceClass !== 'net' || pf.numVfs === 0) return NOT_APPLICABLE;
    if (host.presumed || pf.facts?.network == null) return unknown('bonds of the host');
    const bonded = bondOf(pf);
    if (bonded === undefined) return NOT_APPLICABLE;
    const { bond, port } = bonded;
    if (bond.mode === null) return unknown('mode of the bond');
    if (bond.mode !== '802.3ad') return COMPLIANT;
    const token = tokenAmong(pf.wanted.unresolved, 'eswitchMode', 'numVfs');
    if (token !== undefined) return token;
    if (pf.numVfs === null) return unknown('number of VFs');
    if (pf.eswitchMode === 'switchdev') return COMPLIANT;
    return violation({
      message: `${port.name} is a port of ${bond.name}, an LACP bond (802.3ad), and is to have ${pf.numVfs} VFs in legacy mode (${describePf(pf)})`,
      pointer: 'numVfs',
      found: '802.3ad',
      limitSource: `mode of ${bond.name} on the host`,
      fix: `Set ${bond.name} to active-backup, take ${port.name} out of it, or use switchdev mode where the card carries the bond`,
    });
  },
};
