import type { Inventory, PhysicalFunctionFacts } from '../../lib/inventory/inventory';
import type { KernelOperation } from '../../lib/simulate/kernel/operation';

/** What brings a host back to how it was, in this order; none of it may fail. */
export function resetOperations(now: Inventory, start: Inventory): KernelOperation[] {
  const operations: KernelOperation[] = [];
  for (const wanted of start.physicalFunctions) {
    const found = now.physicalFunctions.find(({ address }) => address === wanted.address);
    if (found !== undefined) operations.push(...resetDriver(found, wanted));
  }
  for (const wanted of start.physicalFunctions) {
    const found = now.physicalFunctions.find(({ address }) => address === wanted.address);
    if (found !== undefined) operations.push(...resetFunction(found, wanted));
  }
  return operations;
}

/** VFs go first where the driver can; without one they only go once it is back. */
function resetDriver(found: PhysicalFunctionFacts, wanted: PhysicalFunctionFacts): KernelOperation[] {
  const { address, driver, driverOverride, numVfs } = found;
  const operations: KernelOperation[] = [];
  if (driver === wanted.driver && driverOverride === null) return operations;
  if (driverOverride !== null) operations.push({ do: 'write-driver-override', address, text: '\n' });
  if (driver === wanted.driver) return operations;
  if (driver !== null && numVfs > 0) operations.push({ do: 'write-numvfs', pf: address, text: '0' });
  if (driver !== null) operations.push({ do: 'unbind', driver, address });
  if (wanted.driver !== null) operations.push({ do: 'bind', driver: wanted.driver, address });
  return operations;
}

function resetFunction(found: PhysicalFunctionFacts, wanted: PhysicalFunctionFacts): KernelOperation[] {
  const { address: pf } = found;
  const operations: KernelOperation[] = [];
  if (found.numVfs > 0) operations.push({ do: 'write-numvfs', pf, text: '0' });
  if (found.driversAutoprobe === false) operations.push({ do: 'write-autoprobe', pf, text: '1' });
  const netdev = found.network?.interfaces[0];
  const isNew = found.driver !== wanted.driver;
  const wantedNetdev = wanted.network?.interfaces[0];
  if (wantedNetdev !== undefined) {
    if (wantedNetdev.mtu !== null && (netdev?.mtu !== wantedNetdev.mtu || isNew)) {
      operations.push({ do: 'ip-link-mtu', pf, mtu: wantedNetdev.mtu });
    }
    if (netdev?.adminUp !== true || isNew) operations.push({ do: 'ip-link', pf, up: true });
  }
  if (found.nvme !== null) operations.push(...resetController(found, wanted));
  return operations;
}

function resetController(found: PhysicalFunctionFacts, wanted: PhysicalFunctionFacts): KernelOperation[] {
  const { address: pf, nvme } = found;
  const operations: KernelOperation[] = [];
  for (const { controllerId, online, virtualQueues, virtualInterrupts } of nvme?.secondaryControllers ?? []) {
    if (online || virtualQueues + virtualInterrupts > 0) {
      operations.push({ do: 'virt-mgmt', pf, controllerId, action: 7 });
    }
  }
  for (const { nsid, controllers } of wanted.nvme?.namespaces ?? []) {
    const attached = nvme?.namespaces.find((namespace) => namespace.nsid === nsid)?.controllers;
    if (attached == null) continue;
    for (const controllerId of controllers ?? []) {
      if (!attached.includes(controllerId)) operations.push({ do: 'attach-ns', pf, nsid, controllerId });
    }
    for (const controllerId of attached) {
      if (controllers?.includes(controllerId) === false) operations.push({ do: 'detach-ns', pf, nsid, controllerId });
    }
  }
  return operations;
}
