import { parseMac } from '../../model/mac';
import { quoted } from '../../model/text';
import { COMPLIANT, NOT_APPLICABLE, type Rule, tokenAmong, unknown, violation } from '../rule';
import { macProblem } from '../shared/mac';

export const BOND_003: Rule = {
  id: 'BOND-003',
  title: 'teaming: standby interface with the MAC of the VF',
  severity: 'error',
  protects:
    'The guest pairs the VF with its virtio standby by their MAC: with two addresses it sees two interfaces and never fails over.',
  source: 'libvirt domain format, teaming of interfaces (persistent and transient); virtio-net failover',
  fix: 'Give the standby interface the MAC of the VF',
  on: 'attachment',
  check(attachment) {
    const { wanted, mac } = attachment;
    const standby = wanted.teamingStandbyMac;
    if (standby === undefined) return tokenAmong(wanted.unresolved, 'teamingStandbyMac') ?? NOT_APPLICABLE;
    const problem = macProblem(standby);
    if (problem !== undefined) {
      return violation({
        message: `teamingStandbyMac ${quoted(standby)} ${problem}`,
        pointer: 'teamingStandbyMac',
        found: quoted(standby),
        limit: mac ?? 'a unicast address',
      });
    }
    const token = tokenAmong(attachment.unresolved, 'mac');
    if (token !== undefined) return token;
    if (mac === null) return unknown('mac of the VF');
    if (parseMac(standby) === parseMac(mac)) return COMPLIANT;
    return violation({
      message: `the standby interface of ${wanted.vm} has the MAC ${standby}, its VF has ${mac}`,
      pointer: 'teamingStandbyMac',
      found: standby,
      limit: mac,
      limitSource: 'mac of the attachment, given or kept in the lock file',
      fix: `Set teamingStandbyMac to ${mac}, or mac to ${standby}`,
    });
  },
};
