import { describePf } from '../../resolve/resolved';
import { COMPLIANT, NOT_APPLICABLE, type Rule, tokenAmong, unknown, violation } from '../rule';
import { describeTenants, sharedByTenants } from '../shared/tenancy';
import { isInfiniBand } from '../shared/port';

export const SEC_004: Rule = {
  id: 'SEC-004',
  title: 'pause frames of VFs are off or filtered where tenants share a port',
  severity: 'warning',
  protects:
    'Pause frames that one VF sends stop the whole port, so that a VM decides on the throughput and latency of all others.',
  source: 'Smolyar, Ben-Yehuda, Tsafrir: Securing Self-Virtualizing Ethernet Devices, USENIX Security 2015',
  fix: 'Turn flow control off or filter it, and say so in conditions.pauseFrames',
  on: 'physicalFunction',
  check: (pf, host) => {
    if (pf.deviceClass !== 'net' || isInfiniBand(pf)) return NOT_APPLICABLE;
    const shared = sharedByTenants(pf, host);
    if (shared !== true) return shared === false ? NOT_APPLICABLE : shared;
    const state = pf.wanted.conditions.pauseFrames;
    if (state === undefined) {
      const token = tokenAmong(pf.wanted.unresolved, 'conditions');
      return token ?? unknown('conditions.pauseFrames of the PF, which no file of the host tells');
    }
    if (state !== 'on') return COMPLIANT;
    return violation({
      message: `pause frames are on, and ${describeTenants(pf)} share the port (${describePf(pf)})`,
      pointer: 'conditions.pauseFrames',
      found: 'on',
      limit: 'off or filtered',
    });
  },
};
