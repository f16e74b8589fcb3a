import type { ResolvedPf } from '../../resolve/resolved';
import { pfDriver } from './pf';

/** The model, for a missing fact that is the same wherever the model is: it is said once for all of them. */
export function modelOf(pf: ResolvedPf): string {
  return pf.device?.name ?? `a card that the catalog does not know (driver ${pfDriver(pf) ?? 'unknown'})`;
}
