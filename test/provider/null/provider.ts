import { randomInt } from 'node:crypto';
import {
  computed,
  optional,
  provider,
  requiresReplace,
  schema,
  type StateOf,
  types,
  useStateForUnknown,
} from '../../../lib/provider/schema';
import type { Resource } from '../../../lib/provider/schema/resource';

/*
 * `null_resource` with the schema that hashicorp/null publishes for its version 3.2, for tests of a carrier that needs it: registries of
 * providers are reached from few test machines. A resource that does nothing has little to be wrong in; its provisioners run in the host.
 */

/** https://registry.terraform.io/providers/hashicorp/null/3.2.4/docs/resources/resource */
const RESOURCE_SCHEMA = schema({
  version: 0,
  description: 'The `null_resource` resource implements the standard resource lifecycle but takes no further action.',
  attributes: {
    triggers: optional.map(types.string, {
      description: 'A map of arbitrary strings that, when changed, will force the null resource to be replaced.',
      modifiers: [requiresReplace()],
    }),
    id: computed.string({
      description: 'This is set to a random value at create time.',
      modifiers: [useStateForUnknown()],
    }),
  },
});

type State = StateOf<typeof RESOURCE_SCHEMA>;

const RESOURCE: Resource<typeof RESOURCE_SCHEMA, null> = {
  schema: RESOURCE_SCHEMA,
  create: ({ planned }) => Promise.resolve<State>({ triggers: planned.triggers, id: String(randomInt(2 ** 47)) }),
  read: ({ state }) => Promise.resolve(state as State),
  delete: () => Promise.resolve(),
};

export const NULL_PROVIDER = provider({
  name: 'null',
  schema: schema({ version: 0, description: 'Resources that do nothing.', attributes: {} }),
  configure: () => null,
  resources: { resource: RESOURCE },
  dataSources: {},
  ephemeralResources: {},
  functions: {},
});
