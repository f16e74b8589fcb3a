import type { PhysicalFunctionFacts } from '../../inventory/inventory';
import type { ResolvedHost, ResolvedPf } from '../../resolve/resolved';
import { COMPLIANT, NOT_APPLICABLE, type Rule, unknown, type Verdict, violation } from '../rule';
import { cardsOf } from '../../resolve/cards';
import { hasVfCount, VF_COUNT_IS_A_TOKEN } from '../shared/count';
import { pfAddress } from '../../resolve/resolved';
import { counted, listed } from '../shared/words';

export const CAP_002: Rule = {
  id: 'CAP-002',
  title: 'the PFs of one card have together no more VFs than the card allows',
  severity: 'error',
  protects:
    'Ports of one card share its VFs: each may be within its own limit, and the last one to be set up gets fewer or none.',
  source: 'catalog, VFs per device (XL710 128, E810 256, QL45000 120, QL41000 192)',
  fix: 'Lower numVfs of one of the PFs of the card',
  on: 'host',
  check: (host) => {
    const cards = cardsOf(host);
    if (cards.length === 0) return NOT_APPLICABLE;
    return cards.map(({ declared, others }) => judgeCard(declared, others, host));
  },
};

function judgeCard(
  declared: readonly ResolvedPf[],
  others: readonly PhysicalFunctionFacts[],
  host: ResolvedHost,
): Verdict {
  if (!declared.some((pf) => pf.numVfs === null || hasVfCount(pf))) return NOT_APPLICABLE;
  const limited = declared.find((pf) => pf.device?.sriov.maxVfsPerDevice != null);
  const limit = limited?.device?.sriov.maxVfsPerDevice ?? null;
  if (limit === null) {
    return declared.length + others.length > 1 ? unknown('most VFs of all ports of the card together') : NOT_APPLICABLE;
  }
  let sum = 0;
  for (const pf of declared) {
    if (pf.numVfs === null) return VF_COUNT_IS_A_TOKEN;
    if (hasVfCount(pf)) sum += pf.numVfs;
  }
  for (const pf of others) sum += pf.numVfs;
  if (sum <= limit) return COMPLIANT;
  const parts = [
    ...declared.map((pf) => `${pf.numVfs} on ${pfAddress(pf) ?? pf.path}`),
    ...others.filter((pf) => pf.numVfs > 0).map((pf) => `${pf.numVfs} on ${pf.address}, not declared`),
  ];
  return violation({
    message: `the PFs of one ${limited?.device?.name ?? 'card'} on ${host.name} have ${sum} VFs together (${listed(parts)}), the card allows ${limit}`,
    path: declared[0]?.path ?? host.path,
    pointer: 'numVfs',
    found: String(sum),
    limit: String(limit),
    limitSource: limited?.device?.sriov.source ?? CAP_002.source,
    fix: `Take ${counted(sum - limit, 'VF')} off the PFs of this card, or move their pools to another card`,
  });
}
