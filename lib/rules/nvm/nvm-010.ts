import type { DrivePerformance } from '../../catalog/device';
import type { BlockDemand } from '../../model/demand';
import { describePf, type ResolvedPf } from '../../resolve/resolved';
import { COMPLIANT, NOT_APPLICABLE, type Rule, unknown, type Verdict, violation, unknownToken } from '../rule';
import { grouped } from '../shared/amounts';
import { modelOf } from '../shared/model-of';

export const NVM_010: Rule = {
  id: 'NVM-010',
  title: 'the VMs demand no more I/O than the drive does',
  severity: 'warning',
  protects: 'The VMs share the drive: beyond its figures each gets less than it asks for, whatever its VF could do.',
  source: 'figures of the drive in the catalog or given by the user; a mix takes the time of its reads and its writes',
  fix: 'Lower the demands, or move an attachment to another drive',
  on: 'physicalFunction',
  check: (pf) => {
    if (pf.deviceClass !== 'nvme') return NOT_APPLICABLE;
    const { demands, incomplete } = blockDemands(pf);
    if (demands.length === 0) return incomplete ? unknownToken(['demand']) : NOT_APPLICABLE;
    const verdicts = [judgeIops(pf, demands), judgeBandwidth(pf, demands)];
    if (incomplete && !verdicts.some(({ verdict }) => verdict === 'violation')) {
      return unknownToken(['demand']);
    }
    return verdicts;
  },
};

function blockDemands(pf: ResolvedPf) {
  const demands: BlockDemand[] = [];
  let incomplete = false;
  for (const pool of pf.pools) {
    for (const { wanted } of pool.attachments) {
      if (wanted.demand?.kind === 'block') demands.push(wanted.demand);
      else if (wanted.unresolved.includes('demand')) incomplete = true;
    }
  }
  return { demands, incomplete };
}

function judgeIops(pf: ResolvedPf, demands: readonly BlockDemand[]): Verdict {
  const drive = pf.device?.performance;
  const load = loadOf(demands, () => 1, drive?.randReadIops ?? null, drive?.randWriteIops ?? null);
  return judgeLoad(pf, load, 'IOPS', 'random reads or writes per second');
}

function judgeBandwidth(pf: ResolvedPf, demands: readonly BlockDemand[]): Verdict {
  const drive = pf.device?.performance;
  const megabytes = (demand: BlockDemand) => demand.blockBytes / 1e6;
  const load = loadOf(demands, megabytes, drive?.seqReadMBps ?? null, drive?.seqWriteMBps ?? null);
  return judgeLoad(pf, load, 'MB/s', 'read or write bandwidth');
}

interface Load {
  readonly wanted: number;
  readonly readShare: number;
  /** Share of the drive's time, 1 when it is full; null when a figure that is needed is unknown. */
  readonly busy: number | null;
}

/** Time that the drive spends on the mix: reads at its read rate, writes at its write rate. */
function loadOf(
  demands: readonly BlockDemand[],
  unit: (demand: BlockDemand) => number,
  read: number | null,
  write: number | null,
): Load {
  let reads = 0;
  let writes = 0;
  for (const demand of demands) {
    const amount = demand.iops * unit(demand);
    reads += amount * demand.readShare;
    writes += amount * (1 - demand.readShare);
  }
  const wanted = reads + writes;
  const unknownPart = (reads > 0 && read === null) || (writes > 0 && write === null);
  const busy = unknownPart ? null : (read ? reads / read : 0) + (write ? writes / write : 0);
  return { wanted, readShare: wanted > 0 ? reads / wanted : 0, busy };
}

function judgeLoad(pf: ResolvedPf, load: Load, unit: string, figures: string): Verdict {
  if (load.busy === null) return unknown(`${figures} of ${modelOf(pf)}`);
  if (load.busy <= 1) return COMPLIANT;
  const most = Math.floor(load.wanted / load.busy);
  const wanted = Math.round(load.wanted);
  return violation({
    message: `the demands add up to ${grouped(wanted)} ${unit} with ${Math.round(load.readShare * 100)} % reads, the drive does ${grouped(most)} of that mix (${describePf(pf)})`,
    pointer: 'demand',
    found: `${wanted} ${unit}`,
    limit: `${most} ${unit}`,
    limitSource: sourceOf(pf, pf.device?.performance ?? null),
  });
}

function sourceOf(pf: ResolvedPf, performance: DrivePerformance | null): string {
  return performance?.source ?? pf.device?.userSource ?? `catalog entry ${pf.device?.id}`;
}
