import type { ResolvedHost } from '../../resolve/resolved';
import { COMPLIANT, NOT_APPLICABLE, type Rule, tokenAmong, violation } from '../rule';
import { joined } from '../shared/words';

export const PCI_006: Rule = {
  id: 'PCI-006',
  title: 'pci=realloc comes with a reboot',
  severity: 'info',
  protects:
    'pci=realloc lets the kernel place BARs that the firmware left out, at boot only: a plan that counts on it before a reboot fails with ENOMEM.',
  source: 'sriov-network-operator adds pci=realloc when creating VFs gives ENOMEM; kernel-parameters.txt',
  fix: 'Set allowReboot of the host, and reboot it before the plan runs',
  on: 'host',
  check: (host) => {
    const { policy, unresolved } = host.wanted;
    const token = tokenAmong(unresolved, 'kernelArguments');
    if (token) return token;
    const asked = policy.kernelArguments?.some(asksForRealloc) === true;
    const unplaced = withoutRoom(host);
    if (!asked && unplaced.length === 0) return NOT_APPLICABLE;
    if (host.inventory.host.kernelArguments.some(asksForRealloc)) return NOT_APPLICABLE;
    if (!asked) return proposal(host, unplaced, policy.allowReboot === true);
    return policy.allowReboot === true ? COMPLIANT : needsReboot(host);
  },
};

/** `pci=realloc`, `pci=realloc=on`, `pci=assign-busses,realloc`. */
function asksForRealloc(argument: string): boolean {
  if (!argument.startsWith('pci=')) return false;
  return argument
    .slice('pci='.length)
    .split(',')
    .some((option) => option === 'realloc' || option === 'realloc=on');
}

/** PFs that want VFs and whose VF BARs the kernel could not place. */
function withoutRoom(host: ResolvedHost): string[] {
  const addresses: string[] = [];
  for (const { facts, numVfs } of host.physicalFunctions) {
    if (facts === null || numVfs === 0) continue;
    if (facts.vfBars.some((bar) => bar.bytes === 0)) addresses.push(facts.address);
  }
  return addresses;
}

function needsReboot(host: ResolvedHost) {
  return violation({
    message: `pci=realloc is to be set on ${host.name}, which takes effect after a reboot, and allowReboot is not set`,
    pointer: 'allowReboot',
    found: 'kernelArguments with pci=realloc',
  });
}

function proposal(host: ResolvedHost, addresses: readonly string[], allowReboot: boolean) {
  return violation({
    message: `pci=realloc may give the VF BARs of ${joined(addresses)} room, after a reboot of ${host.name}`,
    pointer: 'kernelArguments',
    fix: allowReboot
      ? 'Add pci=realloc to kernelArguments of the host, and reboot it before the plan runs'
      : 'Add pci=realloc to kernelArguments of the host and set allowReboot, if it may be rebooted before the plan runs',
  });
}
