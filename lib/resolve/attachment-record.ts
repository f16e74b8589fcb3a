import type { Demand, Guarantee } from '../model/demand';
import type { ConstructPath, NumaNode, PciAddress, VfIndex } from '../model/units';
import type { ResolvedAttachment, ResolvedHost } from './resolved';

/** Whose a VF is, as the out folder of a synth keeps it for whoever reports on it. */
export interface AttachmentRecord {
  readonly path: ConstructPath;
  readonly vm: string;
  /** Absent: none is named. */
  readonly tenant?: string;
  readonly pfPath: ConstructPath;
  /** null: the PF was not found, or nothing says where it is. */
  readonly pf: PciAddress | null;
  /** null: it was given none (there is a finding then). */
  readonly vf: VfIndex | null;
  /** null: not known before the VF exists. */
  readonly address: PciAddress | null;
  /** As declared, counted or not. Absent: none is. */
  readonly demand?: Demand;
  readonly guarantee?: Guarantee;
  /** That the driver in the guest is to use. Absent: not stated. */
  readonly queuePairs?: number;
  /** NUMA node of the VM's vCPUs and memory. Absent: not stated. */
  readonly vmNumaNode?: NumaNode;
}

/** The attachments of a host in the order of the app. */
export function attachmentRecords({ physicalFunctions, attachments }: ResolvedHost): AttachmentRecord[] {
  const addresses = new Map(
    physicalFunctions.map(({ path, facts, wanted }) => [path, facts?.address ?? wanted.selector.address ?? null]),
  );
  return attachments.map((attachment) => recordOf(attachment, addresses.get(attachment.pfPath) ?? null));
}

function recordOf({ path, wanted, use, pfPath, vf, address }: ResolvedAttachment, pf: PciAddress | null) {
  const { vm, demand, guarantee, vmNumaNode } = wanted;
  const { tenant, queuePairs } = use;
  return {
    path,
    vm,
    ...(tenant !== undefined && { tenant }),
    pfPath,
    pf,
    vf,
    address,
    ...(demand !== undefined && { demand }),
    ...(guarantee !== undefined && { guarantee }),
    ...(queuePairs !== undefined && { queuePairs }),
    ...(vmNumaNode !== undefined && { vmNumaNode }),
  };
}
