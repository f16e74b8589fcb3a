import type { Limit, ResolvedPf } from '../../resolve/resolved';
import { COMPLIANT, NOT_APPLICABLE, type Rule, tokenAmong, unknown, type Verdicts, violation } from '../rule';
import { type GuaranteeGroup, type Guarantees, guaranteesOf, largestGuarantee } from '../shared/guarantees';
import { describePort } from '../shared/port';
import { comparedRates } from '../shared/rates';
import { counted, rateText } from '../shared/words';

export const RATE_003: Rule = {
  id: 'RATE-003',
  title: 'sum of guaranteed rates within the link',
  severity: 'error',
  protects:
    'Guarantees that add up to more than the link cannot all be kept: some drivers refuse the last ones, others turn all of them into mere shares.',
  source:
    'ice_set_vf_bw in ice_sriov.c refuses a sum above the link speed; mlx5_core turns a minimum into a share weight; headroom is guaranteeHeadroom of the PF, 0 when not given',
  fix: 'Lower minTxRateMbps of the pool or move VFs to another physical function',
  on: 'physicalFunction',
  check(pf) {
    if (pf.deviceClass !== 'net') return NOT_APPLICABLE;
    const guarantees = guaranteesOf(pf);
    if (guarantees.guaranteed === 0) return guarantees.incomplete ?? NOT_APPLICABLE;
    const headroom = pf.wanted.guaranteeHeadroom ?? 0;
    if (pf.linkMbps === null) return unknown('link speed of the port');
    if (guarantees.sumMbps > roomOf(pf.linkMbps, headroom)) return tooMuch(pf, pf.linkMbps, headroom, guarantees);
    return guarantees.incomplete ?? tokenAmong(pf.wanted.unresolved, 'guaranteeHeadroom') ?? COMPLIANT;
  },
};

/** Rounded to whole kbit/s, so that 25 000 less 10 % is 22 500. */
function roomOf(link: Limit, headroom: number): number {
  return Math.round(link.value * (1 - headroom) * 1000) / 1000;
}

function tooMuch(pf: ResolvedPf, link: Limit, headroom: number, { guaranteed, sumMbps }: Guarantees): Verdicts {
  const room = roomOf(link, headroom);
  const [sum, left] = comparedRates(sumMbps, room);
  const carries =
    headroom === 0
      ? left
      : `${rateText(link.value)}, of which ${percent(headroom)} stay free, so that ${left} are left`;
  const largest = largestGuarantee(pf);
  return violation({
    message: `guaranteed rates of ${counted(guaranteed, 'VF')} add up to ${sum}, the link carries ${carries} (${describePort(pf)})`,
    pointer: 'minTxRateMbps',
    found: `${sumMbps} Mbit/s`,
    limit: `${room} Mbit/s`,
    limitSource: headroom === 0 ? link.source : `${link.source}, less guaranteeHeadroom of ${percent(headroom)}`,
    ...(largest && { fix: howToFit(largest, sumMbps, room) }),
  });
}

/** Says the rate that would fit, for the pool or attachment that adds most to the sum. */
function howToFit(largest: GuaranteeGroup, sumMbps: number, room: number): string {
  const { path, statedBy, rateMbps, count } = largest;
  const others = sumMbps - count * rateMbps;
  const fitting = Math.floor((room - others) / count);
  if (fitting < 1) return `Lower guaranteed rates by ${rateText(sumMbps - room)} in all, most of them in ${path}`;
  const moved = Math.ceil((sumMbps - room) / rateMbps);
  const lower = `Lower minTxRateMbps of the ${statedBy} ${path} from ${rateMbps} to ${fitting} Mbit/s`;
  if (statedBy === 'attachment') return `${lower} or move it to another physical function`;
  return `${lower} or move ${moved} of its ${count} VFs to another physical function`;
}

function percent(share: number): string {
  return `${Math.round(share * 10_000) / 100} %`;
}
