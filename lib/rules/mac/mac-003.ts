import { COMPLIANT, NOT_APPLICABLE, type Rule, tokenAmong, violation } from '../rule';
import { isInfiniBand } from '../shared/port';

export const MAC_003: Rule = {
  id: 'MAC-003',
  title: 'a stable MAC for each attached VF',
  severity: 'warning',
  protects:
    'A new VF has no address: the guest then invents one at each start, and leases, firewall rules and licences that hang on it are lost.',
  source:
    'measured: new VFs have 00:00:00:00:00:00 and lose every setting at numVfs 0; libvirt leaves a random address behind',
  fix: 'Give the attachment a mac, or let the library manage the VF so that one is derived and kept in the lock file',
  on: 'attachment',
  check(attachment, pf) {
    if (pf.deviceClass !== 'net' || isInfiniBand(pf)) return NOT_APPLICABLE;
    const token = tokenAmong(attachment.unresolved, 'mac');
    if (token !== undefined) return token;
    if (attachment.mac !== null) return COMPLIANT;
    return violation({
      message: `the VF of ${attachment.wanted.vm} has no MAC of its own: nothing gives it one, and the host shows none`,
      pointer: 'mac',
      found: 'no mac',
    });
  },
};
