import { kernelOf } from '../../resolve/driver-context';
import type { NumVfsRefusal } from '../../catalog/driver-profile';
import { numVfsAnswer } from '../../catalog/num-vfs-answer';
import type { NetworkFacts } from '../../inventory/inventory';
import { portStatesOf } from '../../inventory/port-states';
import { rangeWords } from '../../model/kernel-release';
import { portFix } from '../../resolve/port-fix';
import { describePf } from '../../resolve/resolved';
import { COMPLIANT, NOT_APPLICABLE, type Rule, unknown, violation } from '../rule';
import { hasVfCount, VF_COUNT_IS_A_TOKEN } from '../shared/count';
import { uplink } from '../shared/port';
import { counted } from '../shared/words';

export const CAP_014: Rule = {
  id: 'CAP-014',
  title: 'the port is in a state in which its driver makes VFs',
  severity: 'error',
  protects:
    'ixgbe makes no VF while it runs an XDP program (EINVAL), ice none in Safe Mode, without its DDP package, and before Linux 6.5 none on a port of a bond or team (EOPNOTSUPP), i40e none while its firmware is in recovery mode.',
  source:
    'catalog, numVfs.refusals of the driver profile: __ixgbe_enable_sriov, ice_check_sriov_allowed, ice_lag_link, i40e_init_recovery_mode',
  fix: 'Bring the port into another state first, or use another port',
  on: 'physicalFunction',
  check(pf, host) {
    const { facts, profile } = pf;
    const network = facts?.network ?? {};
    const refusals = (profile?.numVfs?.refusals ?? []).filter((one) => isJudged(one, network));
    if (profile === null || refusals.length === 0 || pf.wanted.externallyManaged) return NOT_APPLICABLE;
    if (pf.numVfs === null) return VF_COUNT_IS_A_TOKEN;
    if (!hasVfCount(pf) || pf.numVfs === 0) return NOT_APPLICABLE;
    // What refuses to make VFs beside it does not come beside VFs either.
    if (facts !== null && facts.numVfs > 0) return COMPLIANT;
    const netdev = uplink(pf);
    if (host.presumed || netdev === undefined) return unknown('state of the port on the host');
    const port = portStatesOf(netdev, network);
    const answer = numVfsAnswer(refusals, port, kernelOf(pf.facts, host.inventory.host.kernelRelease));
    if (answer.is === 'made') return COMPLIANT;
    const { errno, when, kernel, source } = answer.by;
    const range = kernel === undefined ? '' : `, in ${rangeWords(kernel)}`;
    if (answer.is === 'unknown') return unknown(`whether ${profile.name} refuses VFs (${errno}) as ${when}${range}`);
    return violation({
      message: `${counted(pf.numVfs, 'VF')} wanted on ${netdev.name}, and ${profile.name} makes none: ${when} (${errno}${range}; ${describePf(pf)})`,
      pointer: 'numVfs',
      found: when,
      limitSource: source,
      fix: portFix(answer.by, netdev),
    });
  },
};

/**
 * A port that is down is set up by the plan. Safe Mode is a fault of the host, as a card that has failed: where nobody looked for it, as in
 * inventories written by hand, nothing speaks for it.
 */
function isJudged({ port }: NumVfsRefusal, { safeMode }: Pick<NetworkFacts, 'safeMode'>): boolean {
  switch (port) {
    case undefined:
    case 'down':
      return false;
    case 'safeMode':
      return safeMode !== undefined;
    case 'xdp':
    case 'bonded':
      return true;
  }
}
