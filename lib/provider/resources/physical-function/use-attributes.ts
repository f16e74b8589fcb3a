import type { VfUse } from '../../../model/settings';
import { optional, types } from '../../schema';
import type { Attribute } from '../../schema/attribute';
import type { SnakeCase } from '../snake-case';

/** What the user of a VF does with it: for rules and the prediction, nothing of it is written to a host. */
export const USE_ATTRIBUTES = {
  tenant: optional.string({ description: 'Whose VM uses a VF. Of a VM: default as the pool.' }),
  trusted_tenant: optional.bool({
    description: 'The tenant may be given what lets it disturb neighbours. Of a VM: default as the pool.',
  }),
  rdma: optional.bool({ description: 'The guest uses RDMA.' }),
  promiscuous: optional.bool({ description: 'The guest turns promiscuous mode on.' }),
  guest_mac_change: optional.bool({ description: 'The guest changes its MAC.' }),
  guest_vlans: optional.list(types.integer, { description: 'VLANs that the guest tags itself.' }),
  mac_filters: optional.integer({ description: 'MACs that the guest will filter on.' }),
  queue_pairs: optional.integer({ description: 'Queue pairs that the driver in the guest is to use.' }),
  vdpa: optional.bool({ description: 'The VF is handed out as a vDPA device.' }),
  needs_controller_memory: optional.bool({
    description: 'The guest needs a controller memory buffer or a persistent memory region (NVMe).',
  }),
} satisfies { readonly [K in keyof Required<VfUse> as SnakeCase<K>]: Attribute };
