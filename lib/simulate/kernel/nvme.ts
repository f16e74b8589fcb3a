import type { NvmePrimaryCapabilities } from '../../inventory/inventory';
import { MIN_VIRTUAL_INTERRUPTS, MIN_VIRTUAL_QUEUES } from '../../model/nvme';
import { hasOwnResources } from '../../resolve/nvme-primary';
import { CHANGED, changed, failsWithStatus, NVME_STATUS, type OperationResult, UNCHANGED, unchanged } from './result';
import { attachStarted } from './namespaces';
import { noController, secondaryOf } from './secondaries';
import type { NvmeState, PfState, SecondaryState, VfState } from './state';

/** Actions of `nvme virt-mgmt -a`. */
export const VIRT_MGMT_ACTION = {
  PRIMARY_FLEXIBLE: 1,
  OFFLINE: 7,
  ASSIGN: 8,
  ONLINE: 9,
} as const;

/** Resource types of `nvme virt-mgmt -r`. */
export const VIRT_MGMT_RESOURCE = { QUEUES: 0, INTERRUPTS: 1 } as const;

export interface VirtMgmtCommand {
  /** `-c` */
  readonly controllerId: number;
  /** `-a` */
  readonly action: number;
  /** `-r` */
  readonly resource?: number;
  /** `-n` */
  readonly count?: number;
}

/** `nvme virt-mgmt` on the primary controller, in the order of the controller's checks. */
export function virtMgmt(pf: PfState, command: VirtMgmtCommand): OperationResult {
  const { nvme } = pf;
  if (nvme === null || pf.driver !== 'nvme') return noController(pf);
  if (pf.facts.nvme?.virtualizationManagement === false) {
    return failsWithStatus(NVME_STATUS.INVALID_OPCODE, 'the controller has no virtualization management');
  }
  const { action, controllerId, resource = VIRT_MGMT_RESOURCE.QUEUES, count = 0 } = command;
  if (resource !== VIRT_MGMT_RESOURCE.QUEUES && resource !== VIRT_MGMT_RESOURCE.INTERRUPTS) {
    return failsWithStatus(NVME_STATUS.INVALID_RESOURCE_ID, `${resource} is no resource type`);
  }
  const kind = resource === VIRT_MGMT_RESOURCE.QUEUES ? 'vq' : 'vi';
  switch (action) {
    case VIRT_MGMT_ACTION.ASSIGN:
      return assign(pf, nvme, controllerId, kind, count);
    case VIRT_MGMT_ACTION.ONLINE:
      return setOnline(pf, nvme, controllerId);
    case VIRT_MGMT_ACTION.OFFLINE:
      return setOffline(pf, nvme, controllerId);
    case VIRT_MGMT_ACTION.PRIMARY_FLEXIBLE:
      return assignToPrimary(pf, nvme, controllerId, kind, count);
    // eslint-disable-next-line no-restricted-syntax -- a program may give any number
    default:
      return failsWithStatus(NVME_STATUS.INVALID_FIELD, `${action} is no action`);
  }
}

/** Gives a secondary controller its queues or interrupts, all that it is to have of them. */
export function assign(
  pf: PfState,
  nvme: NvmeState,
  controllerId: number,
  kind: 'vq' | 'vi',
  count: number,
): OperationResult {
  const secondary = secondaryOf(pf, nvme, controllerId);
  if (secondary === null) return noSecondary(controllerId);
  if (secondary.online) {
    return failsWithStatus(NVME_STATUS.INVALID_SECONDARY_STATE, `controller ${controllerId} is online`);
  }
  const held = kind === 'vq' ? secondary.virtualQueues : secondary.virtualInterrupts;
  const { capabilities } = nvme;
  const refusal = capabilities === null ? null : beyondPool(poolOf(capabilities, kind), count, held);
  if (refusal !== null) return refusal;
  if (count === held) return UNCHANGED;
  give(nvme, secondary, kind, count);
  pf.changed = true;
  return capabilities === null ? changed('assumed: the drive has these resources; its limits were not read') : CHANGED;
}

interface Pool {
  readonly most: number;
  readonly granularity: number;
  readonly total: number;
  readonly assigned: number;
  readonly primary: number;
}

function poolOf(capabilities: NvmePrimaryCapabilities, kind: 'vq' | 'vi'): Pool {
  return kind === 'vq'
    ? {
        most: capabilities.vqMaxPerSecondary,
        granularity: capabilities.vqGranularity,
        total: capabilities.vqFlexibleTotal,
        assigned: capabilities.vqAssigned,
        primary: capabilities.vqPrimary,
      }
    : {
        most: capabilities.viMaxPerSecondary,
        granularity: capabilities.viGranularity,
        total: capabilities.viFlexibleTotal,
        assigned: capabilities.viAssigned,
        primary: capabilities.viPrimary,
      };
}

/** The limit for one controller is checked before what is left in the pool (measured). */
function beyondPool(pool: Pool, count: number, held: number): OperationResult | null {
  const { most, granularity } = pool;
  if (count > most || (granularity > 1 && count % granularity !== 0)) {
    const why = `${count} asked for, one controller takes ${most} in steps of ${granularity}`;
    return failsWithStatus(NVME_STATUS.INVALID_NUMBER_OF_RESOURCES, why);
  }
  const free = pool.total - pool.primary - pool.assigned;
  if (count - held <= free) return null;
  return failsWithStatus(NVME_STATUS.INVALID_RESOURCE_ID, `${count - held} more asked for, ${free} are free`);
}

/** Needs the VF itself, and 2 queues and 1 interrupt where these are given out. */
export function setOnline(pf: PfState, nvme: NvmeState, controllerId: number): OperationResult {
  const secondary = secondaryOf(pf, nvme, controllerId);
  if (secondary === null) return noSecondary(controllerId);
  const { virtualQueues, virtualInterrupts } = secondary;
  const { capabilities } = nvme;
  const isShort =
    (virtualQueues < MIN_VIRTUAL_QUEUES && !hasOwnResources(capabilities, 'vq')) ||
    (virtualInterrupts < MIN_VIRTUAL_INTERRUPTS && !hasOwnResources(capabilities, 'vi'));
  if (isShort) {
    const why = `controller ${controllerId} has ${virtualQueues} queues and ${virtualInterrupts} interrupts`;
    return failsWithStatus(NVME_STATUS.INVALID_SECONDARY_STATE, why);
  }
  if (secondary.vf === null || secondary.vf >= pf.numVfs) {
    return failsWithStatus(NVME_STATUS.INVALID_SECONDARY_STATE, `the VF of controller ${controllerId} does not exist`);
  }
  if (secondary.online) return UNCHANGED;
  secondary.online = true;
  pf.changed = true;
  return CHANGED;
}

/** Takes the resources away too, even from a controller that is offline. */
export function setOffline(pf: PfState, nvme: NvmeState, controllerId: number): OperationResult {
  const secondary = secondaryOf(pf, nvme, controllerId);
  if (secondary === null) return noSecondary(controllerId);
  const { online, virtualQueues, virtualInterrupts } = secondary;
  if (!online && virtualQueues === 0 && virtualInterrupts === 0) return UNCHANGED;
  takeOffline(nvme, secondary);
  pf.changed = true;
  const driver = secondary.vf === null ? null : (pf.vfs[secondary.vf]?.driver ?? null);
  return changed(driver === 'nvme' ? 'the nvme driver on the VF goes on until its next command hangs' : null);
}

/** The primary's own share changes with the next reset of the PF. */
function assignToPrimary(
  pf: PfState,
  nvme: NvmeState,
  controllerId: number,
  kind: 'vq' | 'vi',
  count: number,
): OperationResult {
  const own = pf.facts.nvme?.controllerId ?? null;
  if (own !== null && controllerId !== own) return noSecondary(controllerId);
  const { capabilities, nextPrimary } = nvme;
  if (capabilities !== null) {
    const { total, assigned } = poolOf(capabilities, kind);
    if (count > total) {
      return failsWithStatus(NVME_STATUS.INVALID_NUMBER_OF_RESOURCES, `${count} asked for, the drive has ${total}`);
    }
    if (count > total - assigned) {
      return failsWithStatus(NVME_STATUS.INVALID_RESOURCE_ID, `${count} asked for, ${total - assigned} are free`);
    }
  }
  if (kind === 'vq') nextPrimary.queues = count;
  else nextPrimary.interrupts = count;
  return unchanged('takes effect with the next reset of the PF');
}

/** The nvme driver takes the controller through a reset when it comes, which leaves the primary's own share as it is. */
export function startController(pf: PfState): void {
  const { nvme } = pf;
  if (nvme !== null) for (const secondary of nvme.secondaries) takeOffline(nvme, secondary);
  attachStarted(pf, pf.facts.nvme?.controllerId ?? null);
}

/** The nvme driver starts the controller of a VF. */
export function startSecondary({ pf, index }: VfState): void {
  attachStarted(pf, pf.nvme?.secondaries.find(({ vf }) => vf === index)?.controllerId ?? null);
}

/** Function level reset of the PF: every secondary controller is offline without resources, the VFs stay. */
export function resetController(pf: PfState): OperationResult {
  const { nvme } = pf;
  if (nvme === null) return unchanged(`what a reset does to ${pf.address} is not modelled`);
  for (const secondary of nvme.secondaries) takeOffline(nvme, secondary);
  const { capabilities, nextPrimary } = nvme;
  if (capabilities !== null) {
    capabilities.vqPrimary = nextPrimary.queues ?? capabilities.vqPrimary;
    capabilities.viPrimary = nextPrimary.interrupts ?? capabilities.viPrimary;
  }
  nvme.nextPrimary = { queues: null, interrupts: null };
  if (pf.driver === 'nvme') attachStarted(pf, pf.facts.nvme?.controllerId ?? null);
  pf.changed = true;
  return CHANGED;
}

/**
 * Secondary controllers whose VF goes are offline and lose their resources. Those of VFs that never were keep what
 * they were given (`nvme_sriov_post_write_config` of QEMU 10; on other drives not known).
 */
export function loseSecondaries(pf: PfState, numVfs: number): void {
  if (pf.nvme === null) return;
  for (const secondary of pf.nvme.secondaries) {
    if (secondary.vf === null || secondary.vf >= numVfs) continue;
    takeOffline(pf.nvme, secondary);
  }
}

/** Whether the nvme driver can start the VF's controller. */
export function controllerIsReady(vf: VfState): boolean {
  const { nvme } = vf.pf;
  // An override can name the driver for a device of another kind.
  if (nvme === null) return false;
  if (vf.pf.facts.nvme?.virtualizationManagement === false) return true;
  const secondary = nvme.secondaries.find((controller) => controller.vf === vf.index);
  return secondary === undefined ? !nvme.listUnknown : secondary.online;
}

function give(nvme: NvmeState, secondary: SecondaryState, kind: 'vq' | 'vi', count: number): void {
  const { capabilities } = nvme;
  if (hasOwnResources(capabilities, kind)) return;
  if (kind === 'vq') {
    if (capabilities !== null) capabilities.vqAssigned += count - secondary.virtualQueues;
    secondary.virtualQueues = count;
  } else {
    if (capabilities !== null) capabilities.viAssigned += count - secondary.virtualInterrupts;
    secondary.virtualInterrupts = count;
  }
}

function takeOffline(nvme: NvmeState, secondary: SecondaryState): void {
  give(nvme, secondary, 'vq', 0);
  give(nvme, secondary, 'vi', 0);
  secondary.online = false;
}

function noSecondary(controllerId: number): OperationResult {
  return failsWithStatus(NVME_STATUS.INVALID_CONTROLLER_ID, `${controllerId} is no controller that can be managed`);
}
