import { VF_UNSEEN } from '../evidence/use';
import { parsePciAddress, vfAddressOf } from '../model/pci';
import { VIRTUAL_FUNCTION } from './blank';
import type { PhysicalFunctionFacts, VirtualFunctionFacts } from './inventory';

const NONE: readonly VirtualFunctionFacts[] = [];

/**
 * VFs that `numVfs` of the PF counts and its list does not have: it could not be read, or was edited. Somebody may use
 * them, and nothing else is known of them: they stand for questions of use alone, and in no inventory.
 *
 * The address is what offset and stride make of the index, and empty where these are not known.
 */
export function unlistedVfs(pf: PhysicalFunctionFacts): readonly VirtualFunctionFacts[] {
  const { numVfs, virtualFunctions, vfOffset, vfStride } = pf;
  if (virtualFunctions.length >= numVfs) return NONE;
  const listed = new Set(virtualFunctions.map(({ index }) => index));
  const parts = parsePciAddress(pf.address);
  const unlisted: VirtualFunctionFacts[] = [];
  for (let index = 0; index < numVfs; index++) {
    if (listed.has(index)) continue;
    const address = parts === null ? null : vfAddressOf(parts, vfOffset, vfStride, index);
    unlisted.push({ ...VIRTUAL_FUNCTION, index, address: address ?? '', usersUnknown: [VF_UNSEEN] });
  }
  return unlisted;
}
