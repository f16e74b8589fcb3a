import type { Finding } from '../../model/finding';
import type { ResolvedAttachment, ResolvedHost, ResolvedPf } from '../../resolve/resolved';
import { PERF_003 } from './rule-texts';

type Kind = 'network' | 'block';

/** What a function of each class moves. */
const MOVES: Readonly<Record<ResolvedPf['deviceClass'], Kind | null>> = { net: 'network', nvme: 'block', other: null };

const FUNCTION = { net: 'a NIC', nvme: 'an NVMe SSD', other: 'neither a NIC nor an NVMe SSD' } as const;

/** Demands and guarantees of another kind than their function moves: the prediction would leave them out. */
export function misplacedFindings(host: ResolvedHost): Finding[] {
  const classes = new Map(host.physicalFunctions.map((pf) => [pf.path, pf.deviceClass]));
  return host.attachments.flatMap((attachment) => {
    const { demand, guarantee } = attachment.wanted;
    const deviceClass = classes.get(attachment.pfPath);
    if (deviceClass === undefined || (demand === undefined && guarantee === undefined)) return [];
    const findings: Finding[] = [];
    if (demand !== undefined && demand.kind !== MOVES[deviceClass]) {
      findings.push(misplaced(host, attachment, deviceClass, 'demand', demand.kind));
    }
    for (const kind of kindsOf(guarantee)) {
      if (kind !== MOVES[deviceClass]) findings.push(misplaced(host, attachment, deviceClass, 'guarantee', kind));
    }
    return findings;
  });
}

function kindsOf(guarantee: ResolvedAttachment['wanted']['guarantee']): Kind[] {
  const kinds: Kind[] = [];
  if (guarantee?.txMbps !== undefined || guarantee?.rxMbps !== undefined) kinds.push('network');
  if (guarantee?.iops !== undefined) kinds.push('block');
  return kinds;
}

const WORDS = {
  network: 'Mbit/s through a network',
  block: 'operations of a disk',
} as const;

const REMEDY = {
  network: 'State Mbit/s (Demand.network, txMbps, rxMbps)',
  block: 'State operations per second (Demand.block, iops)',
} as const;

function misplaced(
  { name }: ResolvedHost,
  { path, pfPath }: ResolvedAttachment,
  deviceClass: ResolvedPf['deviceClass'],
  pointer: 'demand' | 'guarantee',
  kind: Kind,
): Finding {
  const moves = MOVES[deviceClass];
  return {
    ruleId: PERF_003.id,
    severity: PERF_003.severity,
    constructPath: path,
    message: `the ${pointer} is one of ${WORDS[kind]}, and ${pfPath} is ${FUNCTION[deviceClass]}: nothing is predicted for it`,
    fix: moves === null ? `Leave the ${pointer} out` : `${REMEDY[moves]}, or leave the ${pointer} out`,
    host: name,
    pointer,
    found: kind,
    ...(moves !== null && { limit: moves }),
    limitSource: PERF_003.source,
  };
}
