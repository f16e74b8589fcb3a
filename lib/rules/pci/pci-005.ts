import { kernelOf } from '../../resolve/driver-context';
import type { CatalogDevice } from '../../catalog/device';
import { isInRange, rangeWords } from '../../model/kernel-release';
import { describePf, type ResolvedHost, type ResolvedPf } from '../../resolve/resolved';
import { COMPLIANT, NOT_APPLICABLE, type Rule, unknown, type Verdict, violation } from '../rule';
import { inBrackets, isGuestSide, wantsVfs } from '../shared/pf';

export const PCI_005: Rule = {
  id: 'PCI-005',
  title: 'the PF has the SR-IOV capability',
  severity: 'error',
  protects: 'Without it there is no sriov_numvfs to write, and nothing of the plan for the PF can work.',
  source:
    'sriov_totalvfs in sysfs: absent without the capability, 0 where the firmware of the card grants no VFs; else the catalog, where it says that a device has none',
  fix: 'Turn SR-IOV on in the firmware setup of the host and in the firmware of the card (mlx5: SRIOV_EN), and reboot',
  on: 'physicalFunction',
  check: (pf, host) => {
    const { facts, device } = pf;
    if (wantsVfs(pf) === false || isGuestSide(pf)) return NOT_APPLICABLE;
    const observed = host.presumed ? null : (facts?.totalVfs ?? null);
    if (device?.sriov.supported === false && observed === null) return withoutCapability(pf, device);
    if (facts === null) return NOT_APPLICABLE;
    if (facts.totalVfs !== null && facts.totalVfs > 0) return host.presumed ? NOT_READ : COMPLIANT;
    if (host.presumed) return NOT_READ;
    const what =
      facts.totalVfs === null ? 'shows no SR-IOV capability (no sriov_totalvfs)' : 'allows 0 VFs (sriov_totalvfs)';
    return violation({
      message: `${facts.address} ${what}${facts.driver === null ? '' : ` with driver ${facts.driver}`}`,
      pointer: 'numVfs',
      found: facts.totalVfs === null ? 'no capability' : '0',
      limit: 'at least 1',
      limitSource: `sriov_totalvfs of ${facts.address}`,
      ...byKernel(pf, host),
    });
  },
};

/** Some drivers make VFs of some devices alone, and of these in later kernels. */
function byKernel(pf: ResolvedPf, { inventory }: ResolvedHost): { fix?: string; limitSource?: string } {
  const { profile, facts } = pf;
  const made = profile?.numVfs?.devices;
  if (facts?.totalVfs !== 0 || made === undefined) return byParameter(pf);
  const id = `${facts.vendorId}:${facts.deviceId}`;
  const driver = `the driver ${profile?.name} of the kernel`;
  const limitSource = `sriov_totalvfs of ${facts.address}; ${profile?.numVfs?.source ?? 'catalog'}`;
  const own = made.find(({ devices }) => devices.includes(id));
  if (own === undefined) {
    if (facts.driverOutOfTree === true) return byParameter(pf);
    return {
      fix: `Take a driver from elsewhere for ${facts.address}, or another device: ${driver} makes no VFs of ${id}`,
      limitSource,
    };
  }
  const release = kernelOf(facts, inventory.host.kernelRelease);
  const isMade = isInRange(own.kernel, release);
  if (isMade === true) return byParameter(pf);
  const kernels = rangeWords(own.kernel);
  const instead = inventory.host.kernelRelease ?? 'a kernel that the inventory does not name';
  const { fix: parameter } = byParameter(pf);
  const both = isMade === null && release !== null && parameter !== undefined;
  return {
    fix: both
      ? `${parameter}; ${driver} makes VFs of ${id} in ${kernels}, and whether it does so in ${instead} is not known`
      : `Take ${kernels}, in which ${driver} makes VFs of ${id}, in place of ${instead}, and read the inventory again; else turn SR-IOV on in the firmware setup`,
    limitSource,
  };
}

/** Some drivers let none be made unless a parameter says how many. */
function byParameter({ profile, facts }: ResolvedPf): { fix?: string } {
  const parameters = profile?.numVfs?.kernelParams ?? [];
  if (facts?.totalVfs !== 0 || parameters.length === 0) return {};
  return {
    fix: `Boot with ${parameters.join(' or ')}, or another number of VFs (kernelArguments of the host), and read the inventory again; else turn SR-IOV on in the firmware setup`,
  };
}

/** A device that nothing can give VFs: no setting of firmware turns them on. */
function withoutCapability(pf: ResolvedPf, device: CatalogDevice): Verdict {
  const { note, source } = device.sriov;
  return violation({
    message: `${device.name} has no SR-IOV capability ${inBrackets(pf)}${note === null ? '' : `: ${note}`}`,
    pointer: 'numVfs',
    found: 'no capability',
    limit: 'at least 1',
    limitSource: source ?? `catalog, ${device.id}`,
    fix: `Take ${describePf(pf)} out, or name another function as the PF`,
  });
}

const NOT_READ = unknown('SR-IOV capability of the PF (no inventory was read)');
