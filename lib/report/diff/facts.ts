import type { Finding } from '../../model/finding';
import type { ConstructPath, VfIndex } from '../../model/units';
import type { Change, FieldChange } from '../../plan/changes';
import type { Delivered } from '../../simulate/traffic/prediction';
import type { PlanReport } from '../facts';

/**
 * What one synth (`after`) says otherwise than another one (`before`), whatever the form it is shown in. Numbers have their
 * units in their names, and texts are as they were given.
 */
export interface DiffFacts {
  readonly diffVersion: 1;
  /** Whether anything does: there are hosts or findings below. */
  readonly differs: boolean;
  readonly overview: DiffOverview;
  /** Those that are about no host. */
  readonly findings: readonly FindingChange[];
  /** Those that differ: in the order of the synth `after`, then those that are gone. */
  readonly hosts: readonly HostDiff[];
}

export interface DiffOverview {
  readonly hosts: { readonly new: number; readonly gone: number; readonly changed: number; readonly unchanged: number };
  /** VFs of VMs, by what becomes of them. */
  readonly attachments: Readonly<Record<AttachmentChange['change'], number>>;
  /** VMs that get something else on some of their VFs. */
  readonly vmsWithOtherRates: number;
  /** VMs that get less than they ask for, and did not before. */
  readonly vmsNewlyBelowDemand: number;
  /** Steps of plans that are other ones than before. */
  readonly steps: number;
  /** VMs whose VF goes or changes while these plans run. */
  readonly vmsDisrupted: number;
  /** PFs that lose their link meanwhile, or may. */
  readonly linksLost: number;
  readonly findings: Readonly<Record<FindingChange['change'], number>>;
}

/** A host is the same one as long as the path of its construct is. */
export interface HostDiff {
  readonly path: ConstructPath;
  readonly name: string;
  readonly change: 'new' | 'gone' | 'changed';
  /** What is other of the host itself: `name`, `presumed` (no inventory was read). */
  readonly fields: readonly FieldChange[];
  /** The desired state, PF by PF and VF by VF. In fields, null is not managed. */
  readonly changes: readonly Change[];
  /** Whose the VFs are, by construct path of the attachment. */
  readonly attachments: readonly AttachmentChange[];
  /** VFs that are predicted another throughput or floor, or are asked for another one, by more than a thousandth. */
  readonly rates: readonly RateChange[];
  readonly plan: PlanChange;
  /** The worst first. */
  readonly findings: readonly FindingChange[];
}

/** One VF of a VM. */
export interface AttachmentChange {
  readonly path: ConstructPath;
  readonly change: 'added' | 'removed' | 'changed';
  readonly vm: string;
  /** Address of the PF, or its path until its address is known. */
  readonly pf: string;
  readonly vf: VfIndex | null;
  /** `vm`, `tenant`, `pf`, `vf`, `guarantee...`, `vmNumaNode`; of one that is added or removed, none. */
  readonly fields: readonly FieldChange[];
}

export interface RateChange {
  readonly path: ConstructPath;
  readonly vm: string;
  readonly kind: 'network' | 'block';
  /** null: it had no VF, or nothing was predicted. */
  readonly before: Rates | null;
  /** null: it has no VF any more, or nothing is predicted. */
  readonly after: Rates | null;
}

export interface Rates {
  /** Absent: none is declared. */
  readonly demand?: Delivered;
  readonly predicted: Delivered;
  readonly floor: Delivered;
  readonly belowDemand: boolean;
}

/** The plan of a host, against the inventory that its synth read. */
export interface PlanChange {
  /** Whether it is another one: steps, whom they hit, refusals, notes, simulated end. */
  readonly differs: boolean;
  /** null: the host is new. */
  readonly before: PlanReport | null;
  /** null: the host is gone; nothing is planned for it. */
  readonly after: PlanReport | null;
}

/** Findings are the same ones when rule, severity, construct and message are. */
export interface FindingChange {
  /** `acknowledged`: it was open before; `reopened`: it was acknowledged before. */
  readonly change: 'new' | 'gone' | 'acknowledged' | 'reopened';
  /** As it is after, or was before it went; `acknowledged` in it says that it is, or was. */
  readonly finding: Finding;
}
