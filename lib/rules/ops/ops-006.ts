import type { ResolvedHost } from '../../resolve/resolved';
import { COMPLIANT, NOT_APPLICABLE, type Rule, tokenAmong, unknown, violation } from '../rule';
import { nameOf } from '../shared/port';
import { joined } from '../shared/words';

export const OPS_006: Rule = {
  id: 'OPS-006',
  title: 'what needs a reboot is done before one reboot',
  severity: 'info',
  protects:
    'Kernel arguments and the VF number of a firmware take effect at the next boot only. Done one by one they cost a ' +
    'reboot each, and a plan carried out between them fails.',
  source: 'kernel command line of the host; conditions.firmwareNumVfs of its PFs',
  fix: 'Make all of these changes, reboot once and read the inventory again before the plan is carried out',
  on: 'host',
  check: (host) => {
    const { wanted, inventory } = host;
    const token = tokenAmong(wanted.unresolved, 'kernelArguments');
    if (token) return token;
    const stated = wanted.policy.kernelArguments ?? [];
    const firmware = firmwareNumbers(host);
    if (stated.length === 0 && firmware.length === 0) return NOT_APPLICABLE;
    const running = inventory.host.kernelArguments;
    // A command line is never empty: an empty one was not read.
    const unread = stated.length > 0 && running.length === 0;
    const changes = unread
      ? []
      : stated.filter((argument) => !running.includes(argument)).map((a) => `kernel argument ${a}`);
    for (const { tooSmall, text } of firmware) if (tooSmall) changes.push(text);
    if (changes.length === 0) return unread ? unknown('kernel command line of the host') : COMPLIANT;
    const allowed = wanted.policy.allowReboot === true ? '' : ', and allowReboot is not set';
    return violation({
      message: `one reboot of ${host.name} is needed for ${joined(changes)}${allowed}`,
      found: joined(changes),
    });
  },
};

/** PFs whose firmware has a number of VFs of its own. */
function firmwareNumbers(host: ResolvedHost) {
  return host.physicalFunctions.flatMap((pf) => {
    const { firmwareNumVfs } = pf.wanted.conditions;
    if (firmwareNumVfs === undefined || pf.numVfs === null) return [];
    const text = `the firmware of ${nameOf(pf)} to allow ${pf.numVfs} VFs in place of ${firmwareNumVfs}`;
    return [{ text, tooSmall: pf.numVfs > firmwareNumVfs }];
  });
}
