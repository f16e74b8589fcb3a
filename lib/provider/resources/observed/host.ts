import { forClient } from '../../schema';
import type { Client } from '../client';
import { namesOf, pfFacts } from './facts';
import { lookAt } from './look';
import { HOST_SCHEMA } from './schemas';

/** `sriov_host`: a host as it is. */
export const OBSERVED_HOST = forClient<Client>().dataSource({
  schema: HOST_SCHEMA,
  async read({ config, client }) {
    const { inventory } = await lookAt(client, config.host);
    const { hostname, kernelRelease, architecture, iommu } = inventory.host;
    return {
      host: config.host,
      hostname,
      kernel_release: kernelRelease,
      architecture,
      iommu_enabled: iommu.enabled,
      physical_functions: inventory.physicalFunctions.map((facts) => ({ ...namesOf(facts), ...pfFacts(facts) })),
      inventory_json: JSON.stringify(inventory),
    };
  },
});
