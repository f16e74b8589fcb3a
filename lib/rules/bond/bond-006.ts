import { describePf } from '../../resolve/resolved';
import { COMPLIANT, NOT_APPLICABLE, type Rule, tokenAmong, unknown, violation } from '../rule';
import { pfGoesToVms } from '../shared/use';

/** The kernel shows a port of an Open vSwitch bridge as a port of its datapath. */
const OVS_DATAPATH = 'ovs-system';

export const BOND_006: Rule = {
  id: 'BOND-006',
  title: 'VMs on a bridge above the PF reach those on its VFs',
  severity: 'warning',
  protects:
    'The embedded switch of a NIC in legacy mode learns no addresses: frames of a VF for a VM behind the bridge go out to the ' +
    'wire, and the two VMs of one host do not reach each other.',
  source: 'bridge(8), fdb; drivers forward inside of the NIC to addresses that are set, and to no others',
  fix: 'Name each MAC behind the bridge to the NIC (bridge fdb add MAC dev PF), or give those VMs VFs as well',
  on: 'physicalFunction',
  check(pf, host) {
    if (pf.deviceClass !== 'net' || pf.numVfs === 0 || !pfGoesToVms(pf)) return NOT_APPLICABLE;
    const token = tokenAmong(pf.wanted.unresolved, 'eswitchMode');
    if (token !== undefined) return token;
    // In switchdev mode the host's own switch decides, and ESW-008 asks for the port to leave its bridge.
    if (pf.eswitchMode === 'switchdev') return NOT_APPLICABLE;
    if (host.presumed || pf.facts?.network == null) return unknown('bridges of the host');
    const port = pf.facts.network.interfaces.find(({ bridge }) => bridge !== null);
    if (port === undefined || port.bridge === null) return COMPLIANT;
    const bridge = port.bridge === OVS_DATAPATH ? `an Open vSwitch bridge (${OVS_DATAPATH})` : `bridge ${port.bridge}`;
    return violation({
      message: `${port.name} is a port of ${bridge}, and VMs on VFs do not reach VMs and containers behind it: the NIC does not know their MACs (${describePf(pf)})`,
      found: `port of ${port.bridge}`,
      limitSource: `bridge of ${port.name} on the host`,
      fix: `Name each MAC behind it to the NIC (bridge fdb add MAC dev ${port.name}), as often as a VM comes there, or give those VMs VFs of the PF as well`,
    });
  },
};
