import { BUILT_IN_DRIVERS } from '../../lib/catalog/driver-table';
import type { Inventory } from '../../lib/inventory/inventory';
import { createKernel, type Kernel } from '../../lib/simulate/kernel/kernel';
import type { KernelMemory } from '../../lib/simulate/kernel/memory';
import type { KernelOptions } from '../../lib/simulate/kernel/state';

/** A kernel model of which nothing is known but what is built in. */
export function builtInKernel(
  observed: Inventory,
  options: Partial<KernelOptions> = {},
  memory?: KernelMemory,
): Kernel {
  return createKernel(observed, { drivers: BUILT_IN_DRIVERS, ...options }, memory);
}
