import type { BootVfFacts } from '../../inventory/inventory';
import { describePf, type ResolvedHost, type ResolvedPf } from '../../resolve/resolved';
import { COMPLIANT, NOT_APPLICABLE, type Rule, unknown, type Violation, violation } from '../rule';
import { type BootVfs, bootVfsOf, mayMakeVfsAtLoad } from '../shared/boot-vfs';
import { VF_COUNT_IS_A_TOKEN } from '../shared/count';
import { counted, joined } from '../shared/words';

export const OPS_014: Rule = {
  id: 'OPS-014',
  title: 'nothing else of the host makes VFs of a PF when it boots',
  severity: 'warning',
  protects:
    'Where a module parameter, a network manager or udev makes another number of VFs at each boot, the plan destroys ' +
    'them, or is refused where something took one by then; a manager that runs undoes what the plan made.',
  source:
    'inventory (files of modprobe, systemd-networkd, NetworkManager, netplan and udev; parameters of loaded modules) and the kernel command line',
  fix: 'Take the setting out of the configuration of the host, or set externallyManaged: true',
  on: 'physicalFunction',
  check: (pf, host) => {
    // Where the parameter of the module is the only way, CAP-010 speaks.
    const isOnlyWay = pf.profile?.behaviour?.createsVfs === false;
    if (pf.wanted.externallyManaged || pf.facts === null || isOnlyWay) return NOT_APPLICABLE;
    const settings = bootVfsOf(pf, host);
    if (settings.length > 0 && pf.numVfs === null) return VF_COUNT_IS_A_TOKEN;
    const others = settings.filter(({ numVfs }) => numVfs === null || numVfs !== pf.numVfs);
    if (others.length > 0) return others.map((setting) => judge(setting, pf, host));
    if (settings.length > 0) return COMPLIANT;
    if (host.presumed) return NOT_APPLICABLE;
    return host.inventory.host.bootVfs === null && mayMakeVfsAtLoad(pf)
      ? unknown(`whether a module parameter makes VFs of ${describePf(pf)} at boot (the inventory does not say it)`)
      : NOT_APPLICABLE;
  },
};

/** Who makes them, in words. */
const MAKERS: Readonly<Record<BootVfFacts['by'], (setting: BootVfs) => string>> = {
  module: ({ module, parameter, value }) => `module parameter ${module}.${parameter}=${value}`,
  networkd: () => 'systemd-networkd',
  networkmanager: () => 'NetworkManager',
  netplan: () => 'netplan',
  udev: () => 'a rule of udev',
};

function judge(setting: BootVfs, pf: ResolvedPf, host: ResolvedHost): Violation {
  const { by, where, module, parameter, numVfs, isSure } = setting;
  const wanted = pf.numVfs ?? 0;
  const makes = numVfs === null ? 'sets up VFs' : `makes ${counted(numVfs, 'VF')}`;
  const places = joined(where);
  const whose = isSure ? '' : `, and may be about this PF (${places} names no interface that the inventory knows)`;
  const when = by === 'module' ? `when ${module} loads` : 'when the host boots';
  return violation({
    message: `${MAKERS[by](setting)} ${makes} ${when} (${places}), and ${wanted} are wanted${whose} (${describePf(pf)})`,
    pointer: 'numVfs',
    found: numVfs === null ? places : String(numVfs),
    limit: String(wanted),
    limitSource: places,
    fix:
      by === 'module'
        ? `Take ${parameter} of ${module} out of the configuration of ${host.name} (${places}), build its initramfs anew if the driver is in it, and reboot; or set externallyManaged: true`
        : `Take VFs out of ${places} on ${host.name}, or set externallyManaged: true`,
  });
}
