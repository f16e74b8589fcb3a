import type { PortVlan } from '../../model/settings';
import type { MacAddress, PciAddress, VfIndex } from '../../model/units';
import { DOMAIN_SECONDS } from './limits';
import { DOMAIN_NAME, ref } from './schema';
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
  description: 'Give a VF back to the domain that it was taken from.',
  fields: {
    vf: ref('vfIndex'),
    address: ref('pciAddress'),
    domain: DOMAIN_NAME,
    mac: { optional: ref('macAddress') },
    vlan: {
      optional: {
        description: 'Port VLAN.',
        type: 'object',
        additionalProperties: false,
        required: ['vlan', 'qos', 'protocol'],
        properties: {
          vlan: { description: 'VLAN id; 0: none.', type: 'integer', minimum: 0, maximum: 4095 },
          qos: { description: '802.1p priority.', type: 'integer', minimum: 0, maximum: 7 },
          protocol: { description: 'Protocol of the tag.', enum: ['802.1Q', '802.1ad'] },
        },
      },
    },
  },
  reach: 'vf',
  thing: ({ vf }) => `domain ${vf}`,
  writes: () => null,
  limitSeconds: () => DOMAIN_SECONDS,
  tools: ['mkdir', 'rm', 'sleep', 'virsh'],
  words: ({ domain }) => `given back to domain ${domain}`,
  wordsOfMany: () => 'given back to its domain',
};
