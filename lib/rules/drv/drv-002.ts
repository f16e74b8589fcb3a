import { describePf, type ResolvedPf } from '../../resolve/resolved';
import { COMPLIANT, NOT_APPLICABLE, type Rule, tokenAmong, unknown, violation } from '../rule';
import { modelOf } from '../shared/model-of';
import { statesAny } from '../shared/statements';

export const DRV_002: Rule = {
  id: 'DRV-002',
  title: 'a VF whose user does RDMA has RDMA',
  severity: 'error',
  protects: 'The driver of the guest makes the RDMA device out of the VF: of a VF without RDMA it makes a plain NIC.',
  source: 'catalog: RDMA of the VF by device, and of VFs by driver profile',
  fix: 'Leave rdma out, or take a card whose VFs have RDMA',
  on: 'settings',
  check: (subject) => {
    const { use, unresolved, pf } = subject;
    if (pf.deviceClass !== 'net' || !statesAny(subject, ['rdma'])) return NOT_APPLICABLE;
    const token = tokenAmong(unresolved, 'rdma');
    if (token) return token;
    if (use.rdma !== true) return NOT_APPLICABLE;
    const { onVf, source } = rdmaOf(pf);
    if (onVf === null) return unknown(`RDMA of the VFs of ${modelOf(pf)}`);
    if (onVf) return COMPLIANT;
    return violation({
      message: `rdma is set, and VFs of this card have no RDMA (${describePf(pf)})`,
      pointer: 'rdma',
      found: 'rdma: true',
      limit: 'no RDMA on VFs',
      limitSource: source ?? DRV_002.source,
    });
  },
};

/** What the card's entry says comes before what its driver does in general. */
function rdmaOf({ device, profile }: ResolvedPf): { readonly onVf: boolean | null; readonly source?: string } {
  if (device?.rdma) return { onVf: device.rdma.vf, source: device.rdma.source };
  return { onVf: profile?.rdmaOnVf ?? null, ...(profile?.rdmaSource && { source: profile.rdmaSource }) };
}
