import { DEFAULT_CATALOG } from '../../catalog/catalog';
import { NotConfiguredYet, provider, schema } from '../schema';
import type { Client } from './client';
import { CONNECTION_ATTRIBUTES } from './connection/attributes';
import { contradiction } from './connection/combine';
import { statedConnection } from './connection/stated';
import { DEVICE } from './device/data-source';
import { DEVICE_OVERRIDES, withStated } from './device/overrides';
import { FUNCTIONS } from './functions';
import { FREE_VF } from './observed/free-vf';
import { OBSERVED_HOST } from './observed/host';
import { OBSERVED_PF } from './observed/physical-function';
import { physicalFunction } from './physical-function/resource';
import { Sessions } from './session/sessions';
import { vmAttachment } from './vm-attachment/resource';

const providerSchema = schema({
  description:
    'SR-IOV hosts. What is said here of the connection holds for all resources that do not say it in `host`: the host itself, or what all of them have alike, such as the user of ssh. What is not known, and what is of note and no fault, a plan tells its log: `TF_LOG_PROVIDER=info`.',
  attributes: { ...CONNECTION_ATTRIBUTES, device_overrides: DEVICE_OVERRIDES },
});

/** The provider `sriov`. @param sessions of each configuration; for tests with hosts of their own */
export const sriovProvider = (sessions: () => Sessions = closingAtExit) =>
  provider<typeof providerSchema, Client>({
    name: 'sriov',
    schema: providerSchema,
    validate: ({ config, say }) => {
      const problem = contradiction(statedConnection(config) ?? {});
      if (problem !== null) say.error('More than one way to hosts is given', problem);
    },
    configure: ({ config }) => {
      const connection = statedConnection(config);
      if (connection === null) return new NotConfiguredYet('How hosts are reached depends on what this run makes.');
      const catalog = withStated(DEFAULT_CATALOG, config.device_overrides);
      return catalog === null
        ? new NotConfiguredYet('What devices there are depends on what this run makes.')
        : { sessions: sessions(), catalog, connection };
    },
    resources: { physical_function: physicalFunction, vm_attachment: vmAttachment },
    dataSources: { host: OBSERVED_HOST, physical_function: OBSERVED_PF, free_vf: FREE_VF, device: DEVICE },
    ephemeralResources: {},
    functions: FUNCTIONS,
  });

const open = new Set<Sessions>();

/** Connections are shared by all calls of a command, which ends with the process; one that is debugged sees many commands. */
function closingAtExit(): Sessions {
  if (open.size === 0) process.once('exit', () => open.forEach((sessions) => void sessions.close()));
  const sessions = new Sessions();
  open.add(sessions);
  return sessions;
}
