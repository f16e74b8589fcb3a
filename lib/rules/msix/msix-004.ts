import type { Limit, ResolvedPf } from '../../resolve/resolved';
import { COMPLIANT, NOT_APPLICABLE, type Rule, tokenAmong, unknown, violation } from '../rule';
import { modelOf } from '../shared/model-of';
import { pfDriver } from '../shared/pf';
import { statesAny } from '../shared/statements';

export const MSIX_004: Rule = {
  id: 'MSIX-004',
  title: 'no guest is to use more queue pairs than the driver gives a VF',
  severity: 'error',
  protects: 'The PF driver refuses the request of the guest driver, which then runs on fewer queues or not at all.',
  source: 'catalog: queue pairs of a VF by device and driver',
  fix: 'Lower queuePairs to the limit',
  on: 'settings',
  check: (subject) => {
    if (subject.pf.deviceClass !== 'net' || !statesAny(subject, ['queuePairs'])) return NOT_APPLICABLE;
    const token = tokenAmong(subject.unresolved, 'queuePairs');
    if (token) return token;
    const { queuePairs } = subject.use;
    if (queuePairs === undefined) return NOT_APPLICABLE;
    const limit = mostQueuePairs(subject.pf);
    if (limit === null) return unknown(`most queue pairs of a VF of ${modelOf(subject.pf)}`);
    if (queuePairs <= limit.value) return COMPLIANT;
    return violation({
      message: `the guest is to use ${queuePairs} queue pairs, ${pfDriver(subject.pf) ?? 'the driver'} gives a VF ${limit.value} at most`,
      pointer: 'queuePairs',
      found: String(queuePairs),
      limit: String(limit.value),
      limitSource: limit.source,
    });
  },
};

function mostQueuePairs(pf: ResolvedPf): Limit | null {
  const device = pf.device?.queues;
  const most = device?.maxQueuePairsPerVf ?? device?.rxTxQueuesPerVf;
  if (device && most !== undefined) return { value: most, source: device.source };
  const driver = pf.profile?.queues;
  const value =
    driver?.maxQueuePairsPerVf ?? driver?.maxQueueChainsPerVf ?? byNumberOfVfs(driver?.queuesPerVf, pf.numVfs);
  return value === null ? null : { value, source: driver?.source ?? MSIX_004.source };
}

/** From `{ "1-32 VFs": 4, "33-63 VFs": 2 }`; null when no range holds the number. */
function byNumberOfVfs(table: Readonly<Record<string, number>> | undefined, numVfs: number | null): number | null {
  if (table === undefined || numVfs === null) return null;
  for (const [range, queues] of Object.entries(table)) {
    const dash = range.indexOf('-');
    const from = Number.parseInt(range, 10);
    const to = dash < 0 ? from : Number.parseInt(range.slice(dash + 1), 10);
    if (numVfs >= from && numVfs <= to) return queues;
  }
  return null;
}
