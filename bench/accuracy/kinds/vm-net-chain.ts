import { nanoseconds } from '../../../lib/simulate/performance/hardware/processors';
import { quotient, exactly } from '../../../lib/simulate/performance/system/quantity';
import { rates } from '../../../lib/simulate/performance/system/solve';
import {
  memifHopCycles,
  type SwitchedChains,
  switchSystem,
} from '../../../lib/simulate/performance/network/virtual-switch';
import { estimateOf } from '../answers';
import { NotTold, numberFact, textFact } from '../facts';
import { coreOf, frameNamed, gbpsNamed, vppVersionOf } from '../hardware';
import type { Setup } from '../rows';
import { graphOf } from './host-pps';
import type { Kind } from './kind';

export const vmNetChain: Kind = (setup, metric) => {
  if (metric !== 'aggregateRate' && metric !== 'maxRate') return { why: `no model of ${metric} of a chain of VMs` };
  if (textFact(setup, 'engine').includes('two vpps')) {
    return estimateOf(quotient(exactly(1e9), nanoseconds(memifHopCycles(), coreOf(setup))), 'core of the switch');
  }
  return rates(switchSystem(chainsOf(setup)))[0] ?? { why: 'nothing flows' };
};

/** The chains that a set-up tells of; one of one VM where it tells of none. */
export function chainsOf(setup: Setup): SwitchedChains {
  const path = textFact(setup, 'path');
  const version = vppVersionOf(setup);
  const links = textFact(setup, 'links');
  return {
    attachment: attachmentOf(path),
    services: numberFact(setup, 'services') ?? 1,
    length: numberFact(setup, 'nfsPerService') ?? numberFact(setup, 'vms') ?? 1,
    graph: isOvs(setup)
      ? 'ovs-dpdk'
      : textFact(setup, 'workload') === ''
        ? 'l2-bridge'
        : graphOf(textFact(setup, 'workload')),
    version,
    oldVhost: isOvs(setup) || /^1[67]/.test(textFact(setup, 'vppVersion')),
    core: coreOf(setup),
    cores: numberFact(setup, 'switchCores') ?? 1,
    threadsPerCore: numberFact(setup, 'switchThreadsPerCore') === 2 ? 2 : 1,
    frameBytes: numberFact(setup, 'frameBytes') ?? frameNamed(textFact(setup, 'frame')) ?? 64,
    ports: Number(/^(\d+)x/.exec(links)?.[1] ?? 1),
    linkGbps: gbpsNamed(links) ?? numberFact(setup, 'linkGbps') ?? 10,
    ringEntries: numberFact(setup, 'vringSize') ?? null,
    withoutLoss: /ndr|no.?drop|zero/.test(textFact(setup, 'criterion')),
  };
}

function isOvs(setup: Setup): boolean {
  return /ovs|open vswitch/.test(`${textFact(setup, 'vswitch')} ${textFact(setup, 'path')}`);
}

function attachmentOf(path: string): SwitchedChains['attachment'] {
  if (/pipeline/.test(path)) return 'memif-pipeline';
  if (/memif/.test(path)) return 'memif';
  if (/vhost-user|dpdk/.test(path)) return 'vhost-user';
  throw new NotTold(`no model of a chain over ${path === '' ? 'a path that is not told' : path}`);
}
