import type { PhysicalFunctionFacts } from '../inventory/inventory';
import type { TargetPf } from './host-plan';

/**
 * VFs that are to be there in the end. Where the number is not stated, any that suffices stays: a change from one number
 * to another goes through 0 and destroys every VF.
 */
export function numVfsFor({ numVfs, leastNumVfs }: TargetPf, { numVfs: observed }: PhysicalFunctionFacts): number {
  return leastNumVfs !== undefined && observed >= leastNumVfs ? observed : numVfs;
}

/** The target with the number of VFs that it comes to on this host. */
export function withEnoughVfs(target: TargetPf, facts: PhysicalFunctionFacts): TargetPf {
  const numVfs = numVfsFor(target, facts);
  return numVfs === target.numVfs ? target : { ...target, numVfs };
}
