import { describePf } from '../../resolve/resolved';
import { COMPLIANT, NOT_APPLICABLE, type Rule, tokenAmong, unknown, violation } from '../rule';
import { hasVfCount, VF_COUNT_IS_A_TOKEN } from '../shared/count';
import { isInfiniBand } from '../shared/port';

export const ESW_009: Rule = {
  id: 'ESW-009',
  title: "the host's PF of a card with cores of its own manages its VFs",
  severity: 'warning',
  protects:
    'In DPU mode the cores of a BlueField have the eswitch: frames of VFs go as its bridges say, not as MAC, VLAN and rates that ' +
    'the host sets, which its firmware may refuse, and VFs without a representor in a bridge reach nobody.',
  source: 'mlx5_eswitch_check in eswitch.c of mlx5_core, Linux 6.1 and 6.18',
  fix: 'Set VLANs, rates and bridges of the VFs on the card, or put it into NIC mode',
  on: 'physicalFunction',
  check(pf, host) {
    const mode = pf.device?.sriov.eswitchOnCardIn;
    if (mode === undefined || isInfiniBand(pf) || pf.wanted.externallyManaged) return NOT_APPLICABLE;
    if (pf.numVfs === null) return VF_COUNT_IS_A_TOKEN;
    if (!hasVfCount(pf)) return NOT_APPLICABLE;
    const token = tokenAmong(pf.wanted.unresolved, 'eswitchMode');
    if (token !== undefined) return token;
    // ESW-002 speaks of a mode that is to be set and is not shown.
    if (pf.eswitchMode === 'switchdev') return NOT_APPLICABLE;
    const network = pf.facts?.network ?? null;
    if (host.presumed || network === null) return unknown(`whether the card is in ${mode}`);
    if (network.eswitchMode !== null) return COMPLIANT;
    return violation({
      message: `the port shows no eswitch mode: it was read without devlink, or the card is in ${mode} and its own cores have the eswitch (${describePf(pf)})`,
      found: 'no eswitch mode',
      limitSource: pf.device?.sriov.source ?? undefined,
      fix: `Run devlink dev eswitch show on the host as root. Where it is refused, set VLANs, rates and bridges of the VFs on the card, or put it into NIC mode; else read the inventory again`,
    });
  },
};
