import { describePf } from '../../resolve/resolved';
import { COMPLIANT, type Rule, unknown, violation } from '../rule';
import { withoutSwitchdev } from '../shared/port';

export const ESW_008: Rule = {
  id: 'ESW-008',
  title: 'PF out of its bridge before it changes to switchdev mode',
  severity: 'error',
  protects:
    'The change takes the port down and makes it the uplink of the embedded switch: a bridge that holds it loses its traffic.',
  source:
    'Documentation/networking/representors.rst of the kernel: the netdev of the PF becomes the uplink representor',
  fix: 'Take the port out of its bridge first, or leave eswitchMode out',
  on: 'physicalFunction',
  check(pf, host) {
    const without = withoutSwitchdev(pf);
    if (without !== undefined) return without;
    const network = pf.facts?.network ?? null;
    if (host.presumed || network === null) return unknown('bridges of the host');
    if (network.eswitchMode === 'switchdev') return COMPLIANT;
    const bridged = network.interfaces.find(({ bridge }) => bridge !== null);
    if (bridged === undefined) return COMPLIANT;
    return violation({
      message: `${bridged.name} is a port of bridge ${bridged.bridge}, and is to change to switchdev mode (${describePf(pf)})`,
      pointer: 'eswitchMode',
      found: `port of ${bridged.bridge}`,
      limitSource: `bridge of ${bridged.name} on the host`,
      fix: `Take ${bridged.name} out of ${bridged.bridge} first, or leave eswitchMode out`,
    });
  },
};
