import { besideTheKernel, type KernelRelease } from '../model/kernel-release';
import type { PhysicalFunctionFacts } from './inventory';

/** Release by which the driver of a PF is known: it tells nothing of one that is built beside the kernel. */
export function driverRelease(
  facts: Pick<PhysicalFunctionFacts, 'driverOutOfTree'> | null,
  kernel: KernelRelease | null,
): KernelRelease | null {
  return facts?.driverOutOfTree === true ? besideTheKernel(kernel) : kernel;
}
