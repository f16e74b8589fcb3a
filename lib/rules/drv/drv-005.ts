import { moduleOf } from '../../model/module';
import type { VfDriver } from '../../model/settings';
import { isListedDriver } from '../../model/vfio-drivers';
import { kernelArgument } from '../../model/kernel-arguments';
import { nativeVfDriver } from '../../resolve/native-driver';
import type { ResolvedHost, ResolvedPf } from '../../resolve/resolved';
import { COMPLIANT, NOT_APPLICABLE, type Rule, unknown, type Verdict, violation } from '../rule';
import { plannedArguments } from '../shared/kernel-arguments';
import { inBrackets } from '../shared/pf';
import { joined } from '../shared/words';
import { assigneeOf } from '../shared/whole-function';

const VFIO_PCI = 'vfio-pci';
const VFIO_MODULE = 'vfio_pci';
/** Modules of which an inventory lists all that the kernel has. */
const HANDS_OUT = /vfio|uio/;

export const DRV_005: Rule = {
  id: 'DRV-005',
  title: 'the drivers that VFs are to be bound to can be loaded',
  severity: 'error',
  protects:
    'With a driver_override that names a driver which is not there, the kernel binds nothing and reports success: the VM finds no device.',
  source: 'measured: vfio-pci not loaded, override set, drivers_probe returns 0 and nothing is bound',
  fix: 'Load the module, and take it off module_blacklist of the kernel command line',
  on: 'physicalFunction',
  check: (pf, host) => {
    const { facts } = pf;
    const whole = assigneeOf(pf) === undefined ? NOT_APPLICABLE : judgeWhole(pf, host);
    if (facts === null || pf.numVfs === 0 || whole !== NOT_APPLICABLE) return whole;
    const wanted = wantedDrivers(pf);
    const named = [...wanted].filter((driver) => driver !== 'native' && driver !== 'none');
    const verdicts = named.map((driver) => judgeDriver(driver, pf, host));
    if (wanted.has('native')) verdicts.push(judgeDriver(nativeVfDriver(pf.device, facts), pf, host));
    const notable = verdicts.filter((verdict) => verdict !== COMPLIANT);
    return verdicts.length === 0 ? NOT_APPLICABLE : notable.length === 0 ? COMPLIANT : notable;
  },
};

function wantedDrivers(pf: ResolvedPf): ReadonlySet<VfDriver> {
  const drivers = new Set<VfDriver>();
  for (const { wanted, attachments } of pf.pools) {
    for (const { settings } of [wanted, ...attachments])
      if (settings.driver !== undefined) drivers.add(settings.driver);
  }
  return drivers;
}

function judgeDriver(driver: string | null, pf: ResolvedPf, host: ResolvedHost): Verdict {
  if (driver === null) return unknown(`VF driver of ${pf.facts?.vendorId}:${pf.facts?.deviceId}`);
  const { modules, vfioModules, kernelArguments } = host.inventory.host;
  const module = moduleOf(driver);
  if (isForbidden(module, kernelArguments))
    return forbidden(driver, pf, 'is on module_blacklist of the running kernel');
  if (isForbidden(module, plannedArguments(host))) {
    return forbidden(driver, pf, 'is on module_blacklist of the kernel arguments to set');
  }
  if (modules?.includes(module) || isBoundAnywhere(driver, host)) return COMPLIANT;
  if (vfioModules !== undefined && HANDS_OUT.test(module) && !vfioModules.includes(module)) {
    return violation({
      message: `VFs are to be bound to ${driver}, and the running kernel of the host has no module ${module} ${inBrackets(pf)}`,
      pointer: 'driver',
      found: driver,
      limit: joined(vfioModules) || 'no such module',
      limitSource: 'modules.dep and modules.builtin of the running kernel',
      fix: `Take a kernel that has the module ${module}, install it, or choose another driver`,
    });
  }
  const unlisted = isListedDriver(driver) ? '' : `, and has the driver ${driver}`;
  return unknown(
    `whether the module ${module} can be loaded${unlisted} (it is not loaded now; the plan loads it and reads the binding back)`,
  );
}

/** A PF that goes to a VM is bound by the VM manager: what the plan loads does not matter. */
function judgeWhole(pf: ResolvedPf, host: ResolvedHost): Verdict {
  if (isForbidden(VFIO_MODULE, host.inventory.host.kernelArguments))
    return forbidden(VFIO_PCI, pf, 'is on module_blacklist of the running kernel', 'the PF is');
  if (isForbidden(VFIO_MODULE, plannedArguments(host)))
    return forbidden(VFIO_PCI, pf, 'is on module_blacklist of the kernel arguments to set', 'the PF is');
  return COMPLIANT;
}

function forbidden(driver: string, pf: ResolvedPf, words: string, what = 'VFs are'): Verdict {
  return violation({
    message: `${what} to be bound to ${driver}, which ${words} ${inBrackets(pf)}`,
    pointer: 'driver',
    found: `module_blacklist with ${moduleOf(driver)}`,
    fix: `Take ${moduleOf(driver)} off module_blacklist and reboot, or choose another driver`,
  });
}

/** `modprobe.blacklist` stops automatic loading only; `module_blacklist` stops any. */
function isForbidden(module: string, args: readonly string[]): boolean {
  const names = kernelArgument(args, 'module_blacklist')?.split(',') ?? [];
  return names.some((name) => moduleOf(name) === module);
}

/** Built into the kernel, it is in no list of modules. */
function isBoundAnywhere(driver: string, host: ResolvedHost): boolean {
  return host.inventory.physicalFunctions.some(
    (pf) => pf.driver === driver || pf.virtualFunctions.some((vf) => vf.driver === driver),
  );
}
