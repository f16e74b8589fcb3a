import type { NvmeFacts, NvmePrimaryCapabilities, SecondaryControllerFacts } from '../inventory/inventory';
import { givingBack } from '../resolve/nvme-primary';
import type { PfDraft } from './draft';
import type { TargetSecondaryController } from './host-plan';
import { refuse } from './refusals';

/** One of the two kinds of flexible resources. */
interface ResourceKind {
  readonly resource: 'vq' | 'vi';
  readonly words: string;
  readonly setting: string;
  readonly wanted: (controller: TargetSecondaryController) => number;
  readonly held: (controller: SecondaryControllerFacts) => number;
  readonly total: (capabilities: NvmePrimaryCapabilities) => number;
  readonly most: (capabilities: NvmePrimaryCapabilities) => number;
  readonly totalName: string;
  readonly mostName: string;
}

const KINDS: readonly ResourceKind[] = [
  {
    resource: 'vq',
    words: 'virtual queues',
    setting: 'nvmeVirtualQueues',
    wanted: (controller) => controller.virtualQueues,
    held: (controller) => controller.virtualQueues,
    total: ({ vqFlexibleTotal, vqPrimary }) => vqFlexibleTotal - vqPrimary,
    most: ({ vqMaxPerSecondary }) => vqMaxPerSecondary,
    totalName: 'VQFRT - VQRFAP',
    mostName: 'VQFRSM',
  },
  {
    resource: 'vi',
    words: 'virtual interrupts',
    setting: 'nvmeVirtualInterrupts',
    wanted: (controller) => controller.virtualInterrupts,
    held: (controller) => controller.virtualInterrupts,
    total: ({ viFlexibleTotal, viPrimary }) => viFlexibleTotal - viPrimary,
    most: ({ viMaxPerSecondary }) => viMaxPerSecondary,
    totalName: 'VIFRT - VIRFAP',
    mostName: 'VIFRSM',
  },
];

/**
 * Refuses resources that the drive does not have: what the managed controllers are to hold, and what others hold and
 * keep, against what the primary controller leaves. The drive would say so only half-way (0x4121, 0x4122).
 */
export function guardPool(pf: PfDraft): void {
  const { nvme } = pf.observed;
  const capabilities = nvme?.capabilities ?? null;
  if (nvme === null || capabilities === null || !pf.steps.some((step) => step.kind === 'nvme-resource')) return;
  for (const kind of KINDS) guardKind(pf, nvme, capabilities, kind);
}

function guardKind(pf: PfDraft, nvme: NvmeFacts, capabilities: NvmePrimaryCapabilities, kind: ResourceKind): void {
  const { address } = pf.target;
  const most = kind.most(capabilities);
  let wanted = 0;
  const managed = new Set<number>();
  for (const { target } of pf.vfs) {
    if (target.nvme === undefined) continue;
    const count = kind.wanted(target.nvme);
    wanted += count;
    managed.add(target.nvme.controllerId);
    if (count > most) {
      refuse(
        pf,
        'NVM-003',
        `VF ${target.index} of ${address} is to have ${count} ${kind.words}, one controller of the drive takes ${most} (${kind.mostName})`,
        `Lower ${kind.setting} to ${most}`,
      );
      return;
    }
  }
  const others = heldByOthers(pf, kind, managed);
  const total = kind.total(capabilities);
  if (wanted + others <= total) return;
  const also = others > 0 ? ` and controllers that no pool manages hold ${others}` : '';
  refuse(
    pf,
    'NVM-002',
    `VFs of ${address} are to have ${wanted} ${kind.words}${also}, the drive has ${total} (${kind.totalName})`,
    givingBack(address, nvme, kind.resource, wanted + others) ?? `Lower ${kind.setting} or the number of VFs`,
  );
}

function heldByOthers(pf: PfDraft, kind: ResourceKind, managed: ReadonlySet<number>): number {
  let held = 0;
  for (const controller of pf.observed.nvme?.secondaryControllers ?? []) {
    if (managed.has(controller.controllerId)) continue;
    const destroyed = pf.destroys && controller.vf !== null && controller.vf < pf.observed.numVfs;
    if (!destroyed) held += kind.held(controller);
  }
  return held;
}
