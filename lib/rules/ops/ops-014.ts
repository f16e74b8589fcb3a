import type { BootVfFacts } from '../../inventory/inventory';
import { describePf, type ResolvedHost, type ResolvedPf } from '../../resolve/resolved';
import {
  COMPLIANT,
  NOT_APPLICABLE,
  type Rule,
  unknown,
  type Verdict,
  type Verdicts,
  type Violation,
  violation,
} from '../rule';
import { type BootVfs, bootVfsOf, loadSettingsOf, makesVfsAtLoadOnly, mayMakeVfsAtLoad } from '../shared/boot-vfs';
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
    if (pf.wanted.externallyManaged || pf.facts === null) return NOT_APPLICABLE;
    if (makesVfsAtLoadOnly(pf)) return atNextLoad(pf, host);
    const settings = bootVfsOf(pf, host);
    if (settings.length > 0 && pf.numVfs === null) return VF_COUNT_IS_A_TOKEN;
    const others = settings.filter(({ numVfs }) => numVfs === null || numVfs !== pf.numVfs);
    if (others.length > 0) return others.map((setting) => judge(setting, pf, host));
    if (settings.length > 0) return COMPLIANT;
    return notLookedAt(pf, host) ?? NOT_APPLICABLE;
  },
};

/**
 * A driver that makes VFs only as it loads: files and command line decide what there is after the next boot, whatever
 * the parameter of the loaded module is now. Where another number exists than is wanted, CAP-010 speaks.
 */
function atNextLoad(pf: ResolvedPf, host: ResolvedHost): Verdicts {
  const exist = pf.facts?.numVfs ?? 0;
  if (host.presumed || (pf.numVfs !== null && pf.numVfs !== exist)) return NOT_APPLICABLE;
  const settings = loadSettingsOf(pf, host);
  if (settings.length > 0 && pf.numVfs === null) return VF_COUNT_IS_A_TOKEN;
  const others = settings.filter(({ numVfs }) => numVfs === null || numVfs !== pf.numVfs);
  if (others.length > 0) return others.map((setting) => judge(setting, pf, host));
  if (settings.length > 0) return COMPLIANT;
  const parameter = pf.profile?.numVfs?.loadParameter;
  const unread = notLookedAt(pf, host);
  if (unread !== null || parameter === undefined || exist === 0 || pf.numVfs === null) return unread ?? NOT_APPLICABLE;
  return violation({
    message: `${counted(exist, 'VF')} exist, and no file of modprobe and no kernel argument sets ${parameter} of ${pf.profile?.name}, which makes VFs only as it loads: after a reboot there are none (${describePf(pf)})`,
    pointer: 'numVfs',
    found: 'none',
    limit: String(pf.numVfs),
    fix: toSet(parameter, pf, host),
  });
}

function notLookedAt(pf: ResolvedPf, host: ResolvedHost): Verdict | null {
  return !host.presumed && host.inventory.host.bootVfs === null && mayMakeVfsAtLoad(pf)
    ? unknown(`whether a module parameter makes VFs of ${describePf(pf)} at boot (the inventory does not say it)`)
    : null;
}

/** What to write where the parameter is the only way to have VFs. */
function toSet(parameter: string, { profile, numVfs }: ResolvedPf, { name }: ResolvedHost): string {
  return `Write "options ${profile?.name} ${parameter}=${numVfs}" to a file in /etc/modprobe.d of ${name}, build its initramfs anew if the driver is in it, or set externallyManaged: true`;
}

/** Who makes them, in words. */
const MAKERS: Readonly<Record<BootVfFacts['by'], (setting: BootVfs) => string>> = {
  module: ({ module, parameter, value }) =>
    parameter === null
      ? `a parameter of module ${module}`
      : `module parameter ${module}.${parameter}${value === null ? '' : `=${value}`}`,
  networkd: () => 'systemd-networkd',
  networkmanager: () => 'NetworkManager',
  netplan: () => 'netplan',
  udev: () => 'a rule of udev',
};

function judge(setting: BootVfs, pf: ResolvedPf, host: ResolvedHost): Violation {
  const { by, where, module, numVfs, isSure } = setting;
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
    fix: fixOf(setting, pf, host),
  });
}

function fixOf({ by, where, module, parameter }: BootVfs, pf: ResolvedPf, host: ResolvedHost): string {
  const places = joined(where);
  if (by !== 'module') return `Take VFs out of ${places} on ${host.name}, or set externallyManaged: true`;
  if (makesVfsAtLoadOnly(pf) && pf.numVfs !== 0 && parameter !== null)
    return `${toSet(parameter, pf, host)} (now ${places} says another number)`;
  return `Take ${parameter ?? 'the parameter'} of ${module} out of the configuration of ${host.name} (${places}), build its initramfs anew if the driver is in it, and reboot; or set externallyManaged: true`;
}
