import { factIn } from '../../model/kernel-release';
import { kernelOf } from '../../resolve/driver-context';
import { describePf, type ResolvedPf } from '../../resolve/resolved';
import { COMPLIANT, type Rule, unknown, violation } from '../rule';
import { recreation } from '../shared/changes';
import { profileName, withoutSwitchdev } from '../shared/port';

export const ESW_008: Rule = {
  id: 'ESW-008',
  title: 'PF out of its bridge before it changes to switchdev mode',
  severity: 'error',
  protects:
    'The change takes the port down and makes it the uplink of the embedded switch: a bridge that holds it loses its traffic. ice of later kernels than 6.1 then makes no VF at all (EAGAIN), in switchdev mode already or not.',
  source:
    'Documentation/networking/representors.rst of the kernel: the netdev of the PF becomes the uplink representor; ice_eswitch_enable_switchdev in ice_eswitch.c',
  fix: 'Take the port out of its bridge first, or leave eswitchMode out',
  on: 'physicalFunction',
  check(pf, host) {
    const without = withoutSwitchdev(pf);
    if (without !== undefined) return without;
    const network = pf.facts?.network ?? null;
    if (host.presumed || network === null) return unknown('bridges of the host');
    const isThere = network.eswitchMode === 'switchdev';
    const bridged = network.interfaces.find(({ bridge }) => bridge !== null);
    if (bridged === undefined) return COMPLIANT;
    if (isThere) {
      if (!createsVfs(pf)) return COMPLIANT;
      const blocks = factIn(
        pf.profile?.behaviour?.bridgePortBlocksVfs ?? false,
        kernelOf(pf.facts, host.inventory.host.kernelRelease),
      );
      if (blocks === false) return COMPLIANT;
      if (blocks === null)
        return unknown(`whether ${profileName(pf)} of the host's kernel makes VFs while its port is in a bridge`);
    }
    return violation({
      message: `${bridged.name} is a port of bridge ${bridged.bridge}, and is to ${isThere ? 'make VFs in switchdev mode, which its driver refuses' : 'change to switchdev mode'} (${describePf(pf)})`,
      pointer: 'eswitchMode',
      found: `port of ${bridged.bridge}`,
      limitSource: `bridge of ${bridged.name} on the host`,
      fix: `Take ${bridged.name} out of ${bridged.bridge} first, or leave eswitchMode out`,
    });
  },
};

function createsVfs(pf: ResolvedPf): boolean {
  return (pf.facts?.numVfs === 0 && (pf.numVfs ?? 0) > 0) || recreation(pf) !== null;
}
