import type { PciAddress, VfIndex } from '../../model/units';
import { DOMAIN_SECONDS } from './limits';
import { DOMAIN_NAME, ref } from './schema';
import type { StepBase, StepSpec } from './spec';

/**
 * Take the VF from a libvirt domain that runs, by hot-unplug; nothing where the domain does not hold it. The host keeps
 * what the domain had for `vm-attach`. The domain's persistent definition is left as it is.
 */
export interface VmDetachStep extends StepBase {
  readonly kind: 'vm-detach';
  readonly vf: VfIndex;
  readonly address: PciAddress;
  readonly domain: string;
}

export const VM_DETACH: StepSpec<VmDetachStep> = {
  description: 'Take a VF from a libvirt domain that runs.',
  fields: {
    vf: ref('vfIndex'),
    address: ref('pciAddress'),
    domain: DOMAIN_NAME,
  },
  reach: 'vf',
  thing: ({ vf }) => `domain ${vf}`,
  // What is set through the PF changes under the guest, and is no reason to take the VF from it.
  isNeededBy: ({ vf }, other) =>
    other.kind === 'num-vfs' ||
    other.kind === 'eswitch-mode' ||
    ('vf' in other && other.vf === vf && other.kind !== 'vf-setting'),
  writes: () => null,
  limitSeconds: () => DOMAIN_SECONDS,
  tools: ['mkdir', 'rm', 'sleep', 'virsh'],
  words: ({ domain }) => `taken from domain ${domain}`,
  wordsOfMany: () => 'taken from its domain',
};
