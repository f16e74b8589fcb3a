import type { NvmePrimaryCapabilities, PhysicalFunctionFacts, SecondaryControllerFacts } from '../inventory/inventory';
import { MIN_VIRTUAL_INTERRUPTS, MIN_VIRTUAL_QUEUES } from '../model/nvme';
import type { VfSettings } from '../model/settings';
import type { PciAddress, VfIndex } from '../model/units';
import { hasOwnResources } from '../resolve/nvme-primary';
import type { ResolvedVf } from '../resolve/resolved';
import type { TargetSecondaryController } from './host-plan';
import { MAX_U16, MAX_U32, writable } from './writable';

/**
 * The secondary controller behind an NVMe VF; null where the drive does without resource management and nobody asks
 * for any.
 *
 * The controller id comes from the drive's secondary controller list; where the list does not say, index + 1 is
 * presumed and noted. Queues or interrupts that nobody stated keep what the controller holds, as long as that lets it
 * go online; otherwise the least that does is taken (2 queues, 1 interrupt) and noted; of a drive that has no flexible ones it is what the controller has. With a token, or a number that
 * cannot be written, for one of the two the controller is not managed.
 */
export function targetController(
  vf: ResolvedVf,
  facts: PhysicalFunctionFacts,
  notes: string[],
): TargetSecondaryController | null {
  if (vf.unresolved.includes('nvmeVirtualQueues') || vf.unresolved.includes('nvmeVirtualInterrupts')) return null;
  const { nvmeVirtualQueues, nvmeVirtualInterrupts, namespaceId } = vf.settings;
  if (facts.nvme?.virtualizationManagement === false && !asksForAnything(vf.settings)) {
    notes.push(`${facts.address} has no virtualization management: its VFs take what the drive gives them`);
    return null;
  }
  const listed = secondaryOf(facts, vf.index);
  if (listed === null) {
    notes.push(
      `the secondary controllers of ${facts.address} were not read: controller id is presumed as VF index + 1`,
    );
  }
  const pf = { address: facts.address, notes, capabilities: facts.nvme?.capabilities ?? null };
  const virtualQueues = nvmeVirtualQueues ?? unstated(pf, 'vq', listed?.virtualQueues ?? 0);
  const virtualInterrupts = nvmeVirtualInterrupts ?? unstated(pf, 'vi', listed?.virtualInterrupts ?? 0);
  const nsid = writable(pf, 'namespaceId', namespaceId, 1, MAX_U32);
  if (writable(pf, 'nvmeVirtualQueues', virtualQueues, 0, MAX_U16) === undefined) return null;
  if (writable(pf, 'nvmeVirtualInterrupts', virtualInterrupts, 0, MAX_U16) === undefined) return null;
  return {
    controllerId: listed?.controllerId ?? vf.index + 1,
    virtualQueues,
    virtualInterrupts,
    namespaceIds: nsid === undefined ? [] : [nsid],
  };
}

function asksForAnything({ nvmeVirtualQueues, nvmeVirtualInterrupts, namespaceId }: VfSettings): boolean {
  return nvmeVirtualQueues !== undefined || nvmeVirtualInterrupts !== undefined || namespaceId !== undefined;
}

const LEAST = {
  vq: { setting: 'nvmeVirtualQueues', count: MIN_VIRTUAL_QUEUES },
  vi: { setting: 'nvmeVirtualInterrupts', count: MIN_VIRTUAL_INTERRUPTS },
} as const;

interface ResourcesOfPf {
  readonly address: PciAddress;
  readonly notes: string[];
  readonly capabilities: NvmePrimaryCapabilities | null;
}

/** What a controller gets of a resource that nobody stated: what it has where that is enough or its own, else the least. */
function unstated({ address, notes, capabilities }: ResourcesOfPf, resource: 'vq' | 'vi', held: number): number {
  const { setting, count } = LEAST[resource];
  if (held >= count || hasOwnResources(capabilities, resource)) return held;
  notes.push(`no pool states ${setting} for some VFs of ${address}: ${count} is taken, the least to go online with`);
  return count;
}

/** The secondary controller of a VF by the drive's own list; null when the list does not name it. */
export function secondaryOf(facts: PhysicalFunctionFacts, index: VfIndex): SecondaryControllerFacts | null {
  const list = facts.nvme?.secondaryControllers;
  if (list === undefined) return null;
  const likely = list[index];
  if (likely !== undefined && likely.vf === index) return likely;
  return list.find((controller) => controller.vf === index) ?? null;
}
