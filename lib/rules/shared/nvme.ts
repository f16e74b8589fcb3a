import type { NvmePrimaryCapabilities } from '../../inventory/inventory';
import { MIN_VIRTUAL_INTERRUPTS, MIN_VIRTUAL_QUEUES } from '../../model/nvme';
import type { VfIndex } from '../../model/units';
import { hasOwnResources as isWithoutFlexible } from '../../resolve/nvme-primary';
import { describePf, type Limit, type ResolvedPf } from '../../resolve/resolved';

/** The two kinds of flexible resources that secondary controllers share. */
export type NvmeResource = 'vq' | 'vi';

interface ResourceNames {
  readonly setting: 'nvmeVirtualQueues' | 'nvmeVirtualInterrupts';
  readonly noun: string;
  readonly words: string;
  /** What a controller needs to go online. */
  readonly least: number;
  /** Fields of the primary controller capabilities, as in the NVMe specification. */
  readonly total: string;
  readonly primary: string;
  readonly most: string;
  readonly granularity: string;
}

export const NVME_RESOURCES: Readonly<Record<NvmeResource, ResourceNames>> = {
  vq: {
    setting: 'nvmeVirtualQueues',
    noun: 'virtual queue',
    words: 'virtual queues',
    least: MIN_VIRTUAL_QUEUES,
    total: 'VQFRT',
    primary: 'VQRFAP',
    most: 'VQFRSM',
    granularity: 'VQGRAN',
  },
  vi: {
    setting: 'nvmeVirtualInterrupts',
    noun: 'virtual interrupt',
    words: 'virtual interrupts',
    least: MIN_VIRTUAL_INTERRUPTS,
    total: 'VIFRT',
    primary: 'VIRFAP',
    most: 'VIFRSM',
    granularity: 'VIGRAN',
  },
};

/** Resources that secondary controllers may share: what the drive has in all, less what its primary controller holds. */
export function sharedResources(pf: ResolvedPf, resource: NvmeResource): Limit | null {
  const caps = capabilitiesOf(pf);
  const names = NVME_RESOURCES[resource];
  if (caps) {
    const [total, primary] =
      resource === 'vq' ? [caps.vqFlexibleTotal, caps.vqPrimary] : [caps.viFlexibleTotal, caps.viPrimary];
    return {
      value: total - primary,
      source: `${names.total} ${total} less ${names.primary} ${primary} of ${address(pf)}`,
    };
  }
  const value = resource === 'vq' ? pf.device?.nvme?.vqFlexibleTotal : pf.device?.nvme?.viFlexibleTotal;
  return fromCatalog(pf, value);
}

/** What the secondary controller of each VF holds now. */
export function heldResources(pf: ResolvedPf, resource: NvmeResource): ReadonlyMap<VfIndex, number> {
  const held = new Map<VfIndex, number>();
  for (const { vf, virtualQueues, virtualInterrupts } of pf.facts?.nvme?.secondaryControllers ?? []) {
    const count = resource === 'vq' ? virtualQueues : virtualInterrupts;
    if (vf !== null && count > 0) held.set(vf, count);
  }
  return held;
}

/** The drive says that it gives out no resources: its VFs have what they have. */
export function lacksVirtualizationManagement(pf: ResolvedPf): boolean {
  return pf.facts?.nvme?.virtualizationManagement === false;
}

/** The drive has no flexible ones: each controller has its own, which nothing gives or takes. */
export function hasOwnResources(pf: ResolvedPf, resource: NvmeResource): boolean {
  return isWithoutFlexible(capabilitiesOf(pf), resource);
}

/** Most resources of one secondary controller. */
export function mostPerSecondary(pf: ResolvedPf, resource: NvmeResource): Limit | null {
  const caps = capabilitiesOf(pf);
  if (caps) {
    const value = resource === 'vq' ? caps.vqMaxPerSecondary : caps.viMaxPerSecondary;
    return { value, source: `${NVME_RESOURCES[resource].most} of ${address(pf)}` };
  }
  const value = resource === 'vq' ? pf.device?.nvme?.vqMaxPerSecondary : pf.device?.nvme?.viMaxPerSecondary;
  return fromCatalog(pf, value);
}

/** Resources are given out in multiples of this. */
export function granularity(pf: ResolvedPf, resource: NvmeResource): Limit | null {
  const caps = capabilitiesOf(pf);
  if (caps) {
    const value = resource === 'vq' ? caps.vqGranularity : caps.viGranularity;
    return { value, source: `${NVME_RESOURCES[resource].granularity} of ${address(pf)}` };
  }
  return fromCatalog(pf, pf.device?.nvme?.granularity);
}

/** Most secondary controllers: those that the drive lists, else what the catalog says. */
export function mostSecondaries(pf: ResolvedPf): Limit | null {
  const listed = pf.facts?.nvme?.secondaryControllers.length ?? 0;
  if (listed > 0) return { value: listed, source: `list of secondary controllers of ${address(pf)}` };
  return fromCatalog(pf, pf.device?.nvme?.maxSecondaryControllers);
}

/** Controller ids of the secondary controllers by VF index. */
export function controllerIds(pf: ResolvedPf): ReadonlyMap<VfIndex, number> {
  const ids = new Map<VfIndex, number>();
  for (const { vf, controllerId } of pf.facts?.nvme?.secondaryControllers ?? [])
    if (vf !== null) ids.set(vf, controllerId);
  return ids;
}

function capabilitiesOf(pf: ResolvedPf): NvmePrimaryCapabilities | null {
  return pf.facts?.nvme?.capabilities ?? null;
}

function fromCatalog(pf: ResolvedPf, value: number | null | undefined): Limit | null {
  if (value == null) return null;
  return { value, source: pf.device?.nvme?.source ?? pf.device?.userSource ?? `catalog entry ${pf.device?.id}` };
}

function address(pf: ResolvedPf): string {
  return pf.facts?.address ?? describePf(pf);
}
