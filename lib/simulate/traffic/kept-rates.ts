import { operationsOf } from '../../catalog/operation-flags';
import { STEADY, takesAny } from '../../catalog/operations';
import type { ResolvedPf } from '../../resolve/resolved';

/** Whether the driver of a PF keeps minimum or maximum rates of its VFs, as far as the PF tells; null: not known. */
export function keeps(pf: ResolvedPf, rate: 'minTxRate' | 'maxTxRate'): boolean | null {
  const { profile, facts, eswitchMode, linkType } = pf;
  const devices = facts === null ? null : [`${facts.vendorId}:${facts.deviceId}`];
  return takesAny(operationsOf(profile)[rate], { ...STEADY, eswitchMode, linkType, devices });
}
