import type { TargetPf, TargetState } from '../../../plan/host-plan';
import type { PciAddress } from '../../../model/units';
import type { PrivateState } from '../../schema';

const KEY = 'before';

/** How the first apply of the resource found the PF; null: none has changed it yet. */
export function foundBefore(own: PrivateState): TargetPf | null {
  const kept = own.get(KEY);
  return kept === undefined ? null : (kept as unknown as TargetPf);
}

/** Keeps how a run finds the PF, unless an earlier one of the resource did. */
export function keepBefore(own: PrivateState, { physicalFunctions }: TargetState, address: PciAddress): void {
  // An unfinished run of another PF leaves what it found in there as well.
  const pf = physicalFunctions.find((other) => other.address === address);
  if (pf === undefined || own.get(KEY) !== undefined) return;
  // A target is JSON.
  own.set(KEY, JSON.parse(JSON.stringify(pf)) as never);
}
