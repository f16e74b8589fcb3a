import { DEVICE_CLASSES, type FunctionClass } from '../../device-class';
import type { Demand } from '../../model/demand';
import type { Finding } from '../../model/finding';
import type { ResolvedAttachment, ResolvedHost } from '../../resolve/resolved';
import { PERF_003 } from './rule-texts';

type Kind = Demand['kind'];

/** Demands and guarantees of another kind than their function moves: the prediction would leave them out. */
export function misplacedFindings(host: ResolvedHost): Finding[] {
  const classes = new Map(host.physicalFunctions.map((pf) => [pf.path, pf.deviceClass]));
  return host.attachments.flatMap((attachment) => {
    const { demand, guarantee } = attachment.wanted;
    const deviceClass = classes.get(attachment.pfPath);
    if (deviceClass === undefined || (demand === undefined && guarantee === undefined)) return [];
    const findings: Finding[] = [];
    if (demand !== undefined && demand.kind !== DEVICE_CLASSES[deviceClass].moves) {
      findings.push(misplaced(host, attachment, deviceClass, 'demand', demand.kind));
    }
    for (const kind of kindsOf(guarantee)) {
      if (kind !== DEVICE_CLASSES[deviceClass].moves)
        findings.push(misplaced(host, attachment, deviceClass, 'guarantee', kind));
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
  deviceClass: FunctionClass,
  pointer: 'demand' | 'guarantee',
  kind: Kind,
): Finding {
  const { moves, words } = DEVICE_CLASSES[deviceClass];
  return {
    ruleId: PERF_003.id,
    severity: PERF_003.severity,
    constructPath: path,
    message: `the ${pointer} is one of ${WORDS[kind]}, and ${pfPath} is ${words}: nothing is predicted for it`,
    fix: moves === null ? `Leave the ${pointer} out` : `${REMEDY[moves]}, or leave the ${pointer} out`,
    host: name,
    pointer,
    found: kind,
    ...(moves !== null && { limit: moves }),
    limitSource: PERF_003.source,
  };
}
