import type { ResolvedPf } from '../../resolve/resolved';

/** Who says how many vectors the VFs of a PF share, and what its driver makes of them. */
export function vectorSource({ facts, profile }: ResolvedPf): string {
  const ofDriver = profile?.msix?.source ?? null;
  return [`sriov_vf_total_msix of ${facts?.address}`, ...(ofDriver === null ? [] : [ofDriver])].join('; ');
}
