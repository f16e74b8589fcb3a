import type { Inventory, PhysicalFunctionFacts, VirtualFunctionFacts } from '../../lib/inventory/inventory';
import { ZERO_MAC } from '../../lib/model/mac';
import type { ExpectedState } from './cases';
import { NVME } from './emulated-host';

/** Compares an inventory, of the model or of a real host, with what a conformance case expects. */
export function expectState(observed: Inventory, state: ExpectedState): void {
  if ('controller' in state) {
    const found = pfOf(observed, NVME).nvme?.secondaryControllers;
    expect(found?.find(({ controllerId }) => controllerId === state.controller)).toMatchObject(state.is);
  } else if ('capabilities' in state) {
    expect(pfOf(observed, NVME).nvme?.capabilities).toMatchObject(state.capabilities);
  } else if ('attachedTo' in state) {
    expect(pfOf(observed, NVME).nvme?.namespaces[0]?.controllers).toEqual(state.attachedTo);
  } else if ('vf' in state) {
    expectVf(observed, state);
  } else {
    expectPf(pfOf(observed, state.pf), state);
  }
}

function expectPf(pf: PhysicalFunctionFacts, state: Extract<ExpectedState, { readonly pf: string }>): void {
  if ('vfAddresses' in state) {
    expect(pf.virtualFunctions.map((vf) => vf.address)).toEqual(state.vfAddresses);
  } else if ('netdev' in state) {
    expect(pf.network?.interfaces[0]).toMatchObject(state.netdev);
  } else {
    const { pf: _, carrier, ...facts } = state;
    expect(pf).toMatchObject(facts);
    if (carrier !== undefined) expect(pf.network?.interfaces[0]?.carrier).toBe(carrier);
  }
}

function expectVf(observed: Inventory, state: Extract<ExpectedState, { readonly vf: string }>): void {
  const [pf, vf] = vfOf(observed, state.vf);
  if ('network' in state) {
    expect(vf.network).toMatchObject(state.network);
  } else if ('mac' in state) {
    // The model does not know which one: null.
    expect(vf.network?.mac).not.toBe(ZERO_MAC);
  } else if ('netdevMacOtherThan' in state) {
    expect(vf.interface).not.toBeNull();
    expect(vf.interface?.mac).not.toBe(state.netdevMacOtherThan);
  } else if ('group' in state) {
    if (state.group === null) expect(vf.iommuGroup).toBeNull();
    else if (state.group === 'own') expect(vf.iommuGroup?.members).toEqual([vf.address]);
    else expect(pf.iommuGroup?.members).toEqual(expect.arrayContaining([pf.address, vf.address]));
  } else {
    const { vf: _, ...facts } = state;
    expect(vf).toMatchObject(facts);
  }
}

function pfOf(observed: Inventory, address: string): PhysicalFunctionFacts {
  const pf = observed.physicalFunctions.find((facts) => facts.address === address);
  if (pf === undefined) throw new Error(`no PF ${address}`);
  return pf;
}

function vfOf(observed: Inventory, address: string): [PhysicalFunctionFacts, VirtualFunctionFacts] {
  for (const pf of observed.physicalFunctions) {
    const vf = pf.virtualFunctions.find((facts) => facts.address === address);
    if (vf !== undefined) return [pf, vf];
  }
  throw new Error(`no VF ${address}`);
}
