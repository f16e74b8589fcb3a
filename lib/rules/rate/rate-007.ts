import type { VfAttributeSupport } from '../../catalog/driver-profile';
import type { PfConditions } from '../../model/wanted';
import { describePf, type ResolvedPf } from '../../resolve/resolved';
import { COMPLIANT, NOT_APPLICABLE, type Rule, type Verdict, violation } from '../rule';
import { guaranteesOf } from '../shared/guarantees';
import { conditionUnknown, driverUnknown } from '../shared/port';
import { comparedRates } from '../shared/rates';
import { joined, rateText } from '../shared/words';

/** What the driver cannot have together with guaranteed rates, by the catalog's words, and how it is known. */
const BLOCKERS: readonly {
  readonly words: string;
  readonly pointer: keyof PfConditions;
  readonly active: (conditions: PfConditions) => boolean | undefined;
}[] = [
  { words: 'ADQ active', pointer: 'adq', active: ({ adq }) => adq },
  {
    words: 'DCB active',
    pointer: 'dcb',
    active: ({ dcb, trafficClasses }) => dcb ?? (trafficClasses === undefined || trafficClasses < 2 ? undefined : true),
  },
];

export const RATE_007: Rule = {
  id: 'RATE-007',
  title: 'guaranteed rates within what the driver can promise',
  severity: 'error',
  protects:
    'ice refuses guaranteed rates while DCB or ADQ is active, and does not promise more than 100 Gbit/s of them in all.',
  source: 'ice_set_vf_bw in ice_sriov.c; README of the ice driver, transmit rates',
  fix: 'Turn DCB and ADQ off on the port, or leave minTxRateMbps out',
  on: 'physicalFunction',
  check(pf) {
    if (pf.deviceClass !== 'net') return NOT_APPLICABLE;
    const { guaranteed, sumMbps, incomplete } = guaranteesOf(pf);
    if (guaranteed === 0) return incomplete ?? NOT_APPLICABLE;
    if (pf.profile === null) return driverUnknown(pf, 'restricts guaranteed rates');
    const support = pf.profile.vfAttributes;
    if (support?.minTxRateForbiddenWhen === undefined) return NOT_APPLICABLE;
    const verdicts = [...blockedBy(pf, support), ...aboveAggregate(pf, support, sumMbps)];
    if (verdicts.some(({ verdict }) => verdict === 'violation')) return verdicts;
    return verdicts[0] ?? incomplete ?? COMPLIANT;
  },
};

function blockedBy(pf: ResolvedPf, support: VfAttributeSupport): Verdict[] {
  const { conditions } = pf.wanted;
  const asked = BLOCKERS.filter(({ words }) => support.minTxRateForbiddenWhen?.includes(words));
  const active = asked.filter(({ active }) => active(conditions) === true);
  const open = asked.filter(({ active }) => active(conditions) === undefined);
  if (active.length === 0) {
    if (open.length === 0) return [];
    return [conditionUnknown(pf, ...open.map(({ pointer }) => pointer))];
  }
  const words = joined(active.map(({ words }) => words.replace(' active', '')));
  return [
    violation({
      message: `rates are guaranteed while ${words} ${active.length > 1 ? 'are' : 'is'} active, and the driver does not have both (${describePf(pf)})`,
      pointer: `conditions.${active[0]?.pointer}`,
      found: `${words} active`,
      limitSource: support.source ?? undefined,
      fix: `Turn ${words} off on the port, or leave minTxRateMbps out`,
    }),
  ];
}

function aboveAggregate(pf: ResolvedPf, support: VfAttributeSupport, sumMbps: number): Verdict[] {
  const limitGbps = support.minTxRateAggregateGuaranteeLimitGbps;
  if (limitGbps === undefined || sumMbps <= limitGbps * 1000) return [];
  const [sum, limit] = comparedRates(sumMbps, limitGbps * 1000);
  return [
    violation({
      message: `guaranteed rates add up to ${sum}, and the driver promises no more than ${limit} in all (${describePf(pf)})`,
      pointer: 'minTxRateMbps',
      found: `${sumMbps} Mbit/s`,
      limit: `${limitGbps * 1000} Mbit/s`,
      limitSource: support.source ?? undefined,
      fix: `Lower the guaranteed rates of this physical function by ${rateText(sumMbps - limitGbps * 1000)} in all`,
    }),
  ];
}
