import { kernelSwitch } from '../../model/kernel-arguments';
import type { ResolvedHost } from '../../resolve/resolved';
import { COMPLIANT, NOT_APPLICABLE, type Rule, unknown, violation } from '../rule';
import { plannedArguments, platformsOf } from '../shared/kernel-arguments';
import { givenToVms } from '../shared/use';
import { joined } from '../shared/words';

const UNSAFE_INTERRUPTS = 'vfio_iommu_type1.allow_unsafe_interrupts';

export const IOM_003: Rule = {
  id: 'IOM-003',
  title: 'interrupts are remapped, and vfio insists on it',
  severity: 'error',
  protects:
    'Without interrupt remapping a guest can send the host or another VM any interrupt by writing to an address.',
  source: `kernel, ${UNSAFE_INTERRUPTS} turns the guard of vfio off`,
  fix: 'Turn on interrupt remapping (x2APIC, VT-d, AMD-Vi) in the firmware setup and boot without intremap=off, on ARM use a host with an ITS',
  on: 'host',
  check: (host) => {
    const given = givenToVms(host);
    if (given === null || host.inventory.host.iommu.enabled === false) return NOT_APPLICABLE;
    const { interruptRemapping, unsafeInterrupts } = host.inventory.host.iommu;
    if (unsafeInterrupts === true) return unsafe(host, `${UNSAFE_INTERRUPTS} is set on ${host.name}`);
    if (kernelSwitch(plannedArguments(host), UNSAFE_INTERRUPTS) === true) {
      return unsafe(host, `${UNSAFE_INTERRUPTS} is among the kernel arguments to set on ${host.name}`);
    }
    if (interruptRemapping === false) {
      return violation({
        message: `${given} of ${host.name} go to VMs, and its interrupts are not remapped`,
        found: 'no interrupt remapping',
        limit: 'interrupt remapping on',
        fix: fixOf(host),
      });
    }
    return interruptRemapping === null ? unknown('whether interrupts are remapped') : COMPLIANT;
  },
};

function fixOf(host: ResolvedHost): string {
  const ways = [...new Set(platformsOf(host).map(({ interrupts }) => interrupts))];
  const way = joined(ways, 'or');
  return way === '' ? IOM_003.fix : `${way.charAt(0).toUpperCase()}${way.slice(1)}`;
}

function unsafe(host: ResolvedHost, message: string) {
  return violation({
    message: `${message}: vfio gives functions to VMs without interrupt remapping`,
    found: `${UNSAFE_INTERRUPTS}=1`,
    limit: `${UNSAFE_INTERRUPTS}=0`,
    fix: `Take ${UNSAFE_INTERRUPTS} off the kernel and module arguments of ${host.name} and turn interrupt remapping on`,
  });
}
