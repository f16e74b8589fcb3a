import { DENYLIST_SOURCE, VFIO_PCI_DENYLIST } from '../../catalog/vfio-denylist';
import { kernelSwitch } from '../../model/kernel-arguments';
import { describePf, type ResolvedHost, type ResolvedPf } from '../../resolve/resolved';
import { COMPLIANT, NOT_APPLICABLE, type Rule, tokenAmong, unknown, violation } from '../rule';
import { plannedArguments } from '../shared/kernel-arguments';
import { statesAny } from '../shared/statements';
import { vfIdsOf } from '../../resolve/vf-ids';

export const DRV_008: Rule = {
  id: 'DRV-008',
  title: 'VFs on the denylist of vfio-pci are not bound to it',
  severity: 'error',
  protects:
    'vfio-pci refuses devices with known errata (EINVAL): a guest could reach the host or hang it. Its module takes them with disable_denylist only, and then all of them, on the whole host.',
  source: DENYLIST_SOURCE,
  fix: 'Take a VF of another card, or accept what the denylist protects from and load vfio_pci with disable_denylist=1',
  on: 'settings',
  check(subject) {
    if (!statesAny(subject, ['driver'])) return NOT_APPLICABLE;
    const { pf, settings, host } = subject;
    const token = tokenAmong(subject.unresolved, 'driver');
    if (token !== undefined) return token;
    if (settings.driver !== 'vfio-pci') return NOT_APPLICABLE;
    const vfs = vfIdsOf(pf);
    if (vfs === null) return unknown('PCI ids of the VFs, by which vfio-pci refuses some');
    const id = vfs.find((one) => VFIO_PCI_DENYLIST.has(one));
    if (id === undefined || takesThem(pf, host)) return COMPLIANT;
    return violation({
      message: `VFs are to be bound to vfio-pci, which has ${id} (${VFIO_PCI_DENYLIST.get(id)}) on its denylist of devices with known errata (${describePf(pf)})`,
      pointer: 'driver',
      found: id,
      limit: 'not on the denylist',
      fix: `Take a VF of another card. Or give up that protection for the whole host: write "options vfio_pci disable_denylist=1" to a file in /etc/modprobe.d of ${host.name}, or vfio_pci.disable_denylist=1 on its kernel command line (kernelArguments), load the module anew, and hand these VFs to guests that you trust only`,
    });
  },
};

/** Switched off on the command line of now or the next boot; a VF that is on vfio-pci shows it, too. */
function takesThem({ facts }: ResolvedPf, host: ResolvedHost): boolean {
  const isOff = [host.inventory.host.kernelArguments, plannedArguments(host)].some((args) =>
    ['vfio_pci.disable_denylist', 'vfio-pci.disable_denylist'].some((name) => kernelSwitch(args, name) === true),
  );
  return isOff || (facts?.virtualFunctions.some(({ driver }) => driver === 'vfio-pci') ?? false);
}
