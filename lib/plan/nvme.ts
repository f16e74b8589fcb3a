import type { SecondaryControllerFacts } from '../inventory/inventory';
import { attachedAgainst, namespaceChanges, namespaceControllers } from './difference';
import { hasOwnResources } from '../resolve/nvme-primary';
import { addVfStep, mayTouch, type PfDraft, type VfDraft } from './draft';
import type { TargetSecondaryController } from './host-plan';
import { guardPool } from './nvme-pool';
import type { SecondaryStateStep } from './step';
import { secondaryOf } from './target-nvme';
import { planVfCount } from './vf-count';
import { leftAlone, planVfDriver, unbind } from './vf-driver';

/**
 * Steps of an NVMe PF. For each VF: virtual queues and interrupts while its controller is offline, online (only while
 * the VF exists), namespaces, driver. To change the resources of a controller that is online it goes offline first,
 * off its driver, and that takes both resources away.
 *
 * What controllers give back comes before what others get: the pool may hold no more than that.
 */
export function planNvme(pf: PfDraft): void {
  planVfCount(pf);
  const controllers = pf.vfs.flatMap((vf) => startController(pf, vf));
  detachNamespaces(pf);
  for (const controller of controllers) release(pf, controller);
  for (const controller of controllers) {
    assign(pf, controller);
    attachNamespaces(pf, controller);
    planVfDriver(pf, controller.vf);
  }
  for (const vf of pf.vfs) if (vf.target.nvme === undefined) planVfDriver(pf, vf);
  guardPool(pf);
}

/** A secondary controller at this point of the plan. */
interface ControllerDraft {
  readonly vf: VfDraft;
  readonly target: TargetSecondaryController;
  /** Resources it holds; null: not known. */
  queues: number | null;
  interrupts: number | null;
  online: boolean;
}

function startController(pf: PfDraft, vf: VfDraft): ControllerDraft[] {
  const target = vf.target.nvme;
  if (target === undefined) return [];
  const is = secondaryOf(pf.observed, vf.target.index);
  if (is === null && !mayTouch(pf, vf.observed)) {
    pf.host.notes.add(leftAlone(pf, vf, 'state of the secondary controller'));
    return [{ vf, target, queues: target.virtualQueues, interrupts: target.virtualInterrupts, online: true }];
  }
  return [{ vf, target, ...holdings(pf, is, target) }];
}

/**
 * Destroying a VF takes its controller offline and its resources away. A controller whose VF did not exist may keep
 * what it was given before, or not: it is given both again, and first of all where it may hold too much. What controllers have of their own is never given.
 */
function holdings(
  pf: PfDraft,
  is: SecondaryControllerFacts | null,
  target: TargetSecondaryController,
): Omit<ControllerDraft, 'vf' | 'target'> {
  const capabilities = pf.observed.nvme?.capabilities ?? null;
  const flexible = flexibleHoldings(pf, is, target);
  return {
    ...flexible,
    ...(hasOwnResources(capabilities, 'vq') && { queues: target.virtualQueues }),
    ...(hasOwnResources(capabilities, 'vi') && { interrupts: target.virtualInterrupts }),
  };
}

function flexibleHoldings(
  pf: PfDraft,
  is: SecondaryControllerFacts | null,
  target: TargetSecondaryController,
): Omit<ControllerDraft, 'vf' | 'target'> {
  if (is === null) return { queues: null, interrupts: null, online: false };
  if (!pf.destroys) return { queues: is.virtualQueues, interrupts: is.virtualInterrupts, online: is.online };
  const existed = is.vf !== null && is.vf < pf.observed.numVfs;
  if (existed) return { queues: 0, interrupts: 0, online: false };
  return {
    queues: is.virtualQueues > target.virtualQueues ? is.virtualQueues : null,
    interrupts: is.virtualInterrupts > target.virtualInterrupts ? is.virtualInterrupts : null,
    online: false,
  };
}

/** What a controller is given goes as it goes offline; what it has of its own stays. */
function loseFlexible(pf: PfDraft, controller: ControllerDraft): void {
  const capabilities = pf.observed.nvme?.capabilities ?? null;
  if (!hasOwnResources(capabilities, 'vq')) controller.queues = 0;
  if (!hasOwnResources(capabilities, 'vi')) controller.interrupts = 0;
}

function release(pf: PfDraft, controller: ControllerDraft): void {
  const { vf, target } = controller;
  const wantsOnline = target.online !== false;
  if (hasResources(controller) && (wantsOnline || !controller.online)) {
    // A driver that found its controller offline does not notice that it goes online.
    if (!controller.online && wantsOnline && vf.driver === pf.target.vfDriver) unbind(pf, vf);
    return;
  }
  if (controller.online) {
    unbind(pf, vf);
    setState(pf, controller, false);
    loseFlexible(pf, controller);
    return;
  }
  if (vf.driver === pf.target.vfDriver) unbind(pf, vf);
  if (controller.queues !== null && controller.queues > target.virtualQueues) give(pf, controller, 'vq');
  if (controller.interrupts !== null && controller.interrupts > target.virtualInterrupts) give(pf, controller, 'vi');
}

function assign(pf: PfDraft, controller: ControllerDraft): void {
  const { target } = controller;
  if (controller.queues !== target.virtualQueues) give(pf, controller, 'vq');
  if (controller.interrupts !== target.virtualInterrupts) give(pf, controller, 'vi');
  if (!controller.online && target.online !== false) setState(pf, controller, true);
}

function hasResources({ queues, interrupts, target }: ControllerDraft): boolean {
  return queues === target.virtualQueues && interrupts === target.virtualInterrupts;
}

function give(pf: PfDraft, controller: ControllerDraft, resource: 'vq' | 'vi'): void {
  const { vf, target } = controller;
  const count = resource === 'vq' ? target.virtualQueues : target.virtualInterrupts;
  const { controllerId } = target;
  addVfStep(
    pf,
    vf,
    { kind: 'nvme-resource', pf: pf.target.address, vf: vf.target.index, controllerId, resource, count },
    'change',
  );
  if (resource === 'vq') controller.queues = count;
  else controller.interrupts = count;
}

function setState(pf: PfDraft, controller: ControllerDraft, online: boolean): void {
  const { vf, target } = controller;
  const step: SecondaryStateStep = {
    kind: 'secondary-state',
    pf: pf.target.address,
    vf: vf.target.index,
    controllerId: target.controllerId,
    online,
  };
  addVfStep(pf, vf, step, 'change');
  controller.online = online;
}

/** Behind a VF that is in use they stay: `guardUse` refuses, as for any other step on it. */
function detachNamespaces(pf: PfDraft): void {
  const { address } = pf.target;
  for (const { nsid, controllerId } of attachedAgainst(pf.target, pf.observed)) {
    const index = pf.observed.nvme?.secondaryControllers.find((one) => one.controllerId === controllerId)?.vf ?? null;
    const vf = index ?? controllerId - 1;
    pf.steps.push({ kind: 'namespace-attach', pf: address, vf, controllerId, nsid, attached: false });
    const draft = pf.vfsByIndex.get(vf);
    if (draft !== undefined && draft.effect !== 'rebind') draft.effect = 'change';
  }
}

function attachNamespaces(pf: PfDraft, { vf, target }: ControllerDraft): void {
  const { attach, detach } = namespaceChanges(target, pf.observed);
  for (const nsid of detach) addNamespaceStep(pf, vf, target, nsid, false);
  for (const nsid of attach) {
    if (namespaceControllers(pf.observed, nsid) === null && !mayTouch(pf, vf.observed)) {
      pf.host.notes.add(leftAlone(pf, vf, `attachment of namespace ${nsid}`));
    } else {
      addNamespaceStep(pf, vf, target, nsid, true);
    }
  }
}

function addNamespaceStep(
  pf: PfDraft,
  vf: VfDraft,
  { controllerId }: TargetSecondaryController,
  nsid: number,
  attached: boolean,
): void {
  const { address } = pf.target;
  addVfStep(
    pf,
    vf,
    { kind: 'namespace-attach', pf: address, vf: vf.target.index, controllerId, nsid, attached },
    'change',
  );
}
