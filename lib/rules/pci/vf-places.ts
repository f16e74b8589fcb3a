import type { PhysicalFunctionFacts } from '../../inventory/inventory';
import { unknown } from '../rule';

type PlacedFacts = PhysicalFunctionFacts & { readonly vfOffset: number; readonly vfStride: number };

/**
 * Whether offset and stride tell where VFs will be. Devices report an offset of 0 as long as no VF is enabled; a single
 * VF needs no stride, which stands as 1 then.
 */
export function hasVfPlaces(facts: PhysicalFunctionFacts, numVfs: number): facts is PlacedFacts {
  if (facts.vfOffset === null || facts.vfOffset < 1 || facts.vfStride === null) return false;
  return facts.vfStride >= 1 || (numVfs === 1 && facts.vfStride === 0);
}

export const VF_PLACES_UNKNOWN = unknown('VF offset and stride (sriov_offset, sriov_stride)');
