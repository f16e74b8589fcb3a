import type { PortVlan } from '../../model/settings';
import type { MacAddress, PciAddress, VfIndex } from '../../model/units';
import { DOMAIN_SECONDS } from './limits';
import type { StepBase, StepSpec } from './spec';

/**
 * Give the VF back to the domain that `vm-detach` took it from, as the domain had it. Nothing where the domain has it, has
 * ended meanwhile, or was never taken it from.
 */
export interface VmAttachStep extends StepBase {
  readonly kind: 'vm-attach';
  readonly vf: VfIndex;
  readonly address: PciAddress;
  readonly domain: string;
  /** MAC that the plan manages: libvirt sets the one of its definition, so that one is changed. */
  readonly mac?: MacAddress;
  /** Port VLAN that the plan manages; 0 is none. */
  readonly vlan?: PortVlan;
}

export const VM_ATTACH: StepSpec<VmAttachStep> = {
  fields: { vf: 'required', address: 'required', domain: 'required', mac: 'optional', vlan: 'optional' },
  reach: 'vf',
  thing: ({ vf }) => `domain ${vf}`,
  writes: () => null,
  limitSeconds: () => DOMAIN_SECONDS,
  tools: ['mkdir', 'rm', 'sleep', 'virsh'],
  words: ({ domain }) => `given back to domain ${domain}`,
  wordsOfMany: () => 'given back to its domain',
};
