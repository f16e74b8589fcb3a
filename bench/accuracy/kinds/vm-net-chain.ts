import { nanoseconds } from '../../../lib/simulate/performance/hardware/processors';
import { quotient, exactly } from '../../../lib/simulate/performance/system/quantity';
import { rates } from '../../../lib/simulate/performance/system/solve';
import {
  memifHopCycles,
  type SwitchedChains,
  switchSystem,
  UNTOLD_OF_CHAINS,
} from '../../../lib/simulate/performance/network/virtual-switch';
import { estimateOf } from '../answers';
import { NotTold, numberFact, textFact } from '../facts';
import { coreOf, frameNamed, gbpsNamed, nicNamed, vppVersionOf } from '../hardware';
import type { Setup } from '../rows';
import { graphNamed } from './host-pps';
import type { Kind } from './kind';

export const vmNetChain: Kind = (setup, metric) => {
  if (metric !== 'aggregateRate' && metric !== 'maxRate') return { why: `no model of ${metric} of a chain of VMs` };
  if (isHop(setup)) {
    return estimateOf(quotient(exactly(1e9), nanoseconds(memifHopCycles(), coreOf(setup))), 'core of the switch');
  }
  return rates(switchSystem(chainsOf(setup)))[0] ?? { why: 'nothing flows' };
};

/** Switches in series that pass frames on to one another over memif, and have no port of a NIC there. */
function isHop(setup: Setup): boolean {
  const switches = numberFact(setup, 'switches') ?? 1;
  if (switches === 1) return false;
  if (switches === 2 && attachmentOf(textFact(setup, 'path')) === 'memif') return true;
  throw new NotTold(`no model of ${switches} switches in series over ${textFact(setup, 'path')}`);
}

/** The chains that a set-up tells of; one of one VM where it tells of none. */
export function chainsOf(setup: Setup): SwitchedChains {
  const path = textFact(setup, 'path');
  const version = vppVersionOf(setup);
  const links = textFact(setup, 'links');
  const linkGbps = linkOf(setup);
  const doubts = [
    ...(linkGbps === null && !isLoopback(setup) ? [UNTOLD_OF_CHAINS.link] : []),
    ...(textFact(setup, 'workload') === '' && !isOvs(setup) ? [UNTOLD_OF_CHAINS.graph] : []),
  ];
  return {
    attachment: attachmentOf(path),
    services: numberFact(setup, 'services') ?? 1,
    length: numberFact(setup, 'nfsPerService') ?? numberFact(setup, 'vms') ?? 1,
    graph: graphOf(setup),
    version,
    oldVhost: isOvs(setup) || /^1[67]/.test(textFact(setup, 'vppVersion')),
    core: coreOf(setup),
    cores: numberFact(setup, 'switchCores') ?? 1,
    threadsPerCore: numberFact(setup, 'switchThreadsPerCore') === 2 ? 2 : 1,
    frameBytes: numberFact(setup, 'frameBytes') ?? frameNamed(textFact(setup, 'frame')) ?? 64,
    ports: Number(/^(\d+)x/.exec(links)?.[1] ?? 1),
    linkGbps,
    ringEntries: numberFact(setup, 'vringSize') ?? null,
    withoutLoss: /ndr|no.?drop|zero/.test(textFact(setup, 'criterion')),
    doubts,
  };
}

/** Rate of each link; null: there is none, or it is not told. */
function linkOf(setup: Setup): number | null {
  const [links, nic] = [textFact(setup, 'links'), textFact(setup, 'nic')];
  const told = gbpsNamed(links) ?? numberFact(setup, 'linkGbps') ?? gbpsNamed(nic) ?? nicNamed(nic)?.portGbps;
  if (told === undefined && links !== '') throw new NotTold(`links is ${links}, which names no rate`);
  return told ?? null;
}

function isLoopback(setup: Setup): boolean {
  return /loopback/.test(textFact(setup, 'engine'));
}

function graphOf(setup: Setup): SwitchedChains['graph'] {
  if (isOvs(setup)) return 'ovs-dpdk';
  const workload = textFact(setup, 'workload');
  const found = graphNamed(workload === '' ? 'bridge' : workload);
  if (found === null) throw new NotTold(`no graph of VPP is known by the name ${workload}`);
  return found;
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
