import { forClient } from '../../schema';
import type { Client } from '../client';
import { pfFacts, vfFactsOf } from './facts';
import { lookAt, namesAs, selectedPf } from './look';
import { PF_SCHEMA } from './schemas';

/** `sriov_physical_function`: a PF as it is. */
export const OBSERVED_PF = forClient<Client>().dataSource({
  schema: PF_SCHEMA,
  async read({ config, client }) {
    const facts = selectedPf(config, await lookAt(client, config.host));
    return {
      host: config.host,
      ...namesAs(config, facts),
      ...pfFacts(facts),
      virtual_functions: facts.virtualFunctions.map(vfFactsOf),
    };
  },
});
