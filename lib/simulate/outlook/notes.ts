import { FILLING_DEFAULTS } from '../performance/fleet/consolidation-needs';
import { memoryOf, USUAL_LOAD } from './fleet';
import type { Hardware } from './hardware';
import type { Io, OutlookInput } from './io';
import type { ComparedVms, OutlookQuestion } from './outlook';

/** What had to be taken for granted, in words. */
export function assumptionsOf({ prediction }: OutlookInput, ios: readonly Io[], question: OutlookQuestion): string[] {
  const { moderationUs, reservedCores, headroom, vcpusPerCore } = { ...FILLING_DEFAULTS, ...question.filling };
  return [
    ...prediction.assumptions,
    ...(ios.some(({ traffic }) => traffic.kind === 'network')
      ? [
          'guests are taken to have sockets of Linux, full frames to be bulk TCP and smaller ones datagrams: programs that poll take whole vCPUs',
          `a queue of a NIC is taken to interrupt at most every ${moderationUs} us, and a VF to have one queue pair where none are stated`,
        ]
      : []),
    'busy cores are taken to run at the usual clock of servers, since inventories tell the base clock alone',
    `hosts are taken to keep ${reservedCores} cores and ${headroom * 100} % of all rates free, and ${vcpusPerCore} vCPU to a core`,
    `servers are taken to be busy ${(question.load ?? USUAL_LOAD) * 100} % of the time and ${question.rackUnits ?? 1} U high`,
  ];
}

/** What is not known, what it keeps from being said, and what to state. */
export function unknownOf(
  { observed }: OutlookInput,
  ios: readonly Io[],
  { size, vms }: ComparedVms,
  hardware: Hardware,
): string[] {
  const { cpus } = observed.host;
  const without = new Set(ios.filter(({ demand }) => demand === null).map(({ prediction }) => prediction.vm)).size;
  return [
    ...(ios.length > 0 && vms === 0
      ? ['no VM declares a demand: there is nothing to compare alternatives for; state demands of attachments']
      : []),
    ...(without > 0 && vms > 0
      ? [`latency, and a part in alternatives, of VFs without a demand (of ${without} VMs): state their demands`]
      : []),
    ...(size === null
      ? [
          'VMs a host and cost: the size of the VMs is not given; state vmVcpus and vmMemoryGib of the host, or give --vcpus and --memory-gib to sriov simulate',
        ]
      : []),
    ...(cpus.cores === null ? ['cores of the host: the inventory does not say'] : []),
    ...(memoryOf(observed) === null ? ['memory of the host: the inventory does not say'] : []),
    ...(hardware.core.generation === 'other'
      ? [
          `generation of the cores of the host${cpus.model === null ? '' : `, ${cpus.model}`}: times are those of usual ones`,
        ]
      : []),
    'whether interrupts of VFs are posted: inventories do not say; alternatives have both, and nothing is published of what it does to latency',
  ];
}
