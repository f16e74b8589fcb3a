import { DEFAULT_CATALOG } from '../../../lib/catalog/catalog';
import { DEVICE } from '../../../lib/provider/resources/device/data-source';
import { FUNCTIONS } from '../../../lib/provider/resources/functions';
import { provider, providerCalls, schema } from '../../../lib/provider/schema';

/** Calls of a provider that has what needs no host. */
export const pureCalls = () =>
  providerCalls(
    provider({
      name: 'sriov',
      schema: schema({ version: 0, description: 'None.', attributes: {} }),
      configure: () => ({ catalog: DEFAULT_CATALOG }),
      resources: {},
      dataSources: { device: DEVICE },
      ephemeralResources: {},
      functions: FUNCTIONS,
    }),
  );
