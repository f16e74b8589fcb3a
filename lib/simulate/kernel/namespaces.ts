import { changed, CHANGED, failsWithStatus, NVME_STATUS, type OperationResult, unchanged } from './result';
import { noController, secondaryOf } from './secondaries';
import type { NvmeState, PfState } from './state';

/** `nvme attach-ns` and `detach-ns` for one controller. */
export function attachNamespace(pf: PfState, nsid: number, controllerId: number, attached: boolean): OperationResult {
  const { nvme } = pf;
  if (nvme === null || pf.driver !== 'nvme') return noController(pf);
  const namespace = nvme.namespaces.find(({ facts }) => facts.nsid === nsid);
  if (namespace === undefined) {
    if (!nvme.listUnknown) return failsWithStatus(NVME_STATUS.INVALID_FIELD, `the drive has no namespace ${nsid}`);
    const facts = {
      nsid,
      bytes: null,
      shared: null,
      controllers: null,
      mounted: null,
      boot: null,
    };
    nvme.namespaces.push({ facts, controllers: null });
    return attachNamespace(pf, nsid, controllerId, attached);
  }
  if (controllerId !== pf.facts.nvme?.controllerId && secondaryOf(pf, nvme, controllerId) === null) {
    return failsWithStatus(NVME_STATUS.INVALID_CONTROLLER_LIST, `the drive has no controller ${controllerId}`);
  }
  return attached ? attach(pf, namespace, controllerId) : detach(pf, namespace, controllerId);
}

type NamespaceState = NvmeState['namespaces'][number];

function attach(pf: PfState, namespace: NamespaceState, controllerId: number): OperationResult {
  const { facts, controllers } = namespace;
  if (controllers === null) {
    namespace.controllers = [controllerId];
    pf.changed = true;
    return changed(`assumed: namespace ${facts.nsid} may be attached; its controllers were not read`);
  }
  if (controllers.includes(controllerId)) {
    return failsWithStatus(NVME_STATUS.NAMESPACE_ALREADY_ATTACHED, `namespace ${facts.nsid} to ${controllerId}`);
  }
  if (facts.shared === false && controllers.length > 0) {
    const why = `namespace ${facts.nsid} is attached to controller ${controllers.join(', ')}`;
    return failsWithStatus(NVME_STATUS.NAMESPACE_IS_PRIVATE, why);
  }
  controllers.push(controllerId);
  controllers.sort((a, b) => a - b);
  pf.changed = true;
  return CHANGED;
}

function detach(pf: PfState, namespace: NamespaceState, controllerId: number): OperationResult {
  const { facts, controllers } = namespace;
  if (controllers === null) return unchanged('assumed: detached; the controllers were not read');
  const at = controllers.indexOf(controllerId);
  if (at < 0) {
    return failsWithStatus(NVME_STATUS.NAMESPACE_NOT_ATTACHED, `namespace ${facts.nsid} to ${controllerId}`);
  }
  controllers.splice(at, 1);
  pf.changed = true;
  return CHANGED;
}

/**
 * QEMU's drive (1b36:0010) attaches its shared namespaces to each controller that a driver starts
 * (`nvme_start_ctrl` of QEMU 10). Like all attachments they outlive the VF. Drives of other makers wait to be told.
 */
function attachesByItself({ facts }: PfState): boolean {
  return facts.vendorId === '1b36' && facts.deviceId === '0010';
}

/** @param controllerId null: not known */
export function attachStarted(pf: PfState, controllerId: number | null): void {
  if (controllerId === null || !attachesByItself(pf)) return;
  for (const { facts, controllers } of pf.nvme?.namespaces ?? []) {
    if (facts.shared !== true || controllers === null || controllers.includes(controllerId)) continue;
    controllers.push(controllerId);
    controllers.sort((a, b) => a - b);
    pf.changed = true;
  }
}
