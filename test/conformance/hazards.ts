import type { Inventory, PhysicalFunctionFacts } from '../../lib/inventory/inventory';
import type { KernelOperation } from '../../lib/simulate/kernel/operation';
import { isRate, isRateAboveNone } from './rates';

/**
 * Why an operation is left out of random sequences; null: it is not. What these do is measured and written down, but the
 * host needs a minute, or another start, to get over them.
 */
export function hazardOf(operation: KernelOperation, now: Inventory): string | null {
  const pf = now.physicalFunctions.find((facts) => facts.address === ownerOf(operation, now));
  if (pf === undefined) return null;
  if (operation.do === 'write-driver-override' && pf.deviceClass === 'nvme' && operation.text.startsWith('igbvf')) {
    return 'igbvf takes whatever an override gives it, and writes to registers that mean something else on a drive';
  }
  if (isRate(operation) && !isRateAboveNone(operation) && pf.network?.interfaces[0]?.adminUp === false) {
    return 'igb takes a rate of 0 on a port that is down if VFs came or went since: by a bit of the hardware that nothing shows';
  }
  const live = liveControllers(pf);
  const isPf = 'address' in operation && operation.address === pf.address;
  if (operation.do === 'virt-mgmt' && operation.action === 7 && live.includes(operation.controllerId)) {
    return 'the nvme driver waits a minute for a controller that was taken offline under it';
  }
  if (live.length > 0 && (operation.do === 'reset' || (operation.do === 'unbind' && isPf))) {
    return 'the nvme driver waits a minute for controllers that go offline with their primary';
  }
  if ((operation.do === 'attach-ns' || operation.do === 'detach-ns') && !primarySpeaksFor(operation, pf)) {
    return 'QEMU answers by what is attached to the primary controller, and ends when too much is detached';
  }
  return null;
}

/** Whether the namespace is attached to the primary controller just as to the one that is named. */
function primarySpeaksFor(
  { do: operation, nsid, controllerId }: NamespaceOperation,
  { nvme }: PhysicalFunctionFacts,
): boolean {
  const attached = nvme?.namespaces.find((namespace) => namespace.nsid === nsid)?.controllers;
  if (nvme === null || attached == null) return true;
  const exists =
    controllerId === nvme.controllerId ||
    nvme.secondaryControllers.some((secondary) => secondary.controllerId === controllerId);
  if (!exists) return true;
  const isAttached = attached.includes(controllerId);
  // Whether a detachment of what is not attached is refused depends on controllers that were started before.
  return (operation === 'attach-ns' || isAttached) && isAttached === attached.includes(nvme.controllerId ?? 0);
}

type NamespaceOperation = Extract<KernelOperation, { readonly do: 'attach-ns' | 'detach-ns' }>;

function ownerOf(operation: KernelOperation, now: Inventory): string | undefined {
  if ('pf' in operation) return operation.pf;
  if (!('address' in operation)) return undefined;
  const { address } = operation;
  return now.physicalFunctions.find(
    (pf) => pf.address === address || pf.virtualFunctions.some((vf) => vf.address === address),
  )?.address;
}

/** Secondary controllers that the nvme driver of this host works with. */
function liveControllers({ nvme, virtualFunctions }: PhysicalFunctionFacts): number[] {
  const driven = new Set(virtualFunctions.filter(({ driver }) => driver === 'nvme').map(({ index }) => index));
  return (nvme?.secondaryControllers ?? [])
    .filter(({ vf }) => vf !== null && driven.has(vf))
    .map(({ controllerId }) => controllerId);
}
