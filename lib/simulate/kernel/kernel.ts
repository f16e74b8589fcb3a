import type { Inventory } from '../../inventory/inventory';
import type { Step } from '../../plan/step';
import { type KernelMemory, memoryOf, NO_MEMORY, recall } from './memory';
import { observe } from './observe';
import { type KernelOperation, operate } from './operation';
import type { StepOutcome } from './outcome';
import { performStep } from './perform';
import type { OperationResult } from './result';
import { createState, type KernelOptions } from './state';

/** A model of the Linux kernel and the devices under it, as far as plans reach. */
export interface Kernel {
  /** Carries out a step of a plan. */
  perform(step: Step): StepOutcome;
  /** Carries out a single operation. */
  operate(operation: KernelOperation): OperationResult;
  /** What an inventory of the host would say now. */
  observe(): Inventory;
  /** Lets time pass: a link that was lost comes back. */
  elapse(milliseconds: number): void;
  /** Milliseconds by the model's clock since it was made. */
  now(): number;
  /** What an inventory does not say, for a kernel that goes on from here. */
  memory(): KernelMemory;
}

/**
 * A kernel in the state that was observed. It answers as Linux 6.1 and 6.12 were measured to with igb and NVMe, and for
 * other drivers as what is known of them says. Where no source says what a driver does, it is assumed to do as
 * it is told, and the outcome carries a note.
 *
 * Not modelled: link training, firmware, what VMs do, how long anything but a link takes; netdev names and IOMMU group
 * numbers of new VFs are likely and not certain.
 */
export function createKernel(
  observed: Inventory,
  options: Partial<KernelOptions> & Pick<KernelOptions, 'drivers'>,
  memory: KernelMemory = NO_MEMORY,
): Kernel {
  const state = createState(observed, {
    vfDrivers: new Map(),
    presumed: false,
    ...options,
  });
  recall(state, memory);
  return {
    perform: (step) => outcomeOf(step, performStep(state, step)),
    operate: (operation) => operate(state, operation),
    observe: () => observe(state),
    elapse: (milliseconds) => {
      state.milliseconds += milliseconds;
      for (const pf of state.pfs.values()) if (pf.netdev !== null && pf.netdev.carrierAt !== null) pf.changed = true;
    },
    now: () => state.milliseconds,
    memory: () => memoryOf(state),
  };
}

function outcomeOf(step: Step, result: OperationResult): StepOutcome {
  if (!result.ok) return { step, ok: false, error: result.error };
  const { changed, note } = result;
  return note === undefined ? { step, ok: true, changed } : { step, ok: true, changed, note };
}
