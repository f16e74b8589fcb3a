import type { Inventory } from '../inventory/inventory';
import type { Finding } from '../model/finding';
import type { LockFile } from '../model/lock';
import type { ConstructPath } from '../model/units';
import type { BlastRadius } from '../plan/blast-radius';
import type { HostPlan } from '../plan/host-plan';
import type { AttachmentRecord } from '../resolve/attachment-record';
import type { LockChange } from '../resolve/lock-changes';
import type { FailurePrediction } from '../simulate/failure/failure';
import type { PlanSimulation } from '../simulate/kernel/simulate';
import type { AttachmentPrediction, HostPrediction } from '../simulate/traffic/prediction';

/** What a synth would find, plan, predict and write, of an app or of a part of it. Readonly data, without a construct in it. */
export interface Evaluation {
  /** Path of the construct that was evaluated; empty: the app. */
  readonly subject: ConstructPath;
  /**
   * The worst first, acknowledged ones last. Of a part of an app: those of what is in it, of what it is in, and of the
   * attachments of its hosts, wherever they are declared; and every fatal one of the app, after which nothing is planned.
   */
  readonly findings: readonly Finding[];
  /**
   * Hosts in the subject, the host that it is in, and hosts of attachments in it, in the order of the app. Empty after a
   * fatal finding: a synth writes no plan then, since it could not be trusted.
   */
  readonly hosts: readonly EvaluatedHost[];
  /** Attachments in the subject or of hosts in it, in the order of the app. Empty after a fatal finding. */
  readonly attachments: readonly EvaluatedAttachment[];
  /** The lock file of the whole app. */
  readonly lock: EvaluatedLock;
}

/** What is known of one host, whole, also where the subject is a part of it. */
export interface EvaluatedHost {
  readonly path: ConstructPath;
  readonly name: string;
  /** Steps, what they disrupt (`disruptions`), and why they must not run (`refusals`). */
  readonly plan: HostPlan;
  /** VFs, VMs and links that the plan hits while it runs. */
  readonly blastRadius: BlastRadius;
  /** The host before: its inventory, or what is presumed of a fresh host where it has none (`plan.presumed`). */
  readonly observed: Inventory;
  /** The plan on the kernel model: the outcome of each step, whether the target is reached, and the host afterwards (`end`). */
  readonly simulation: PlanSimulation;
  /** What each attachment gets in Mbit/s or I/O operations a second, and the load of what they share. */
  readonly prediction: HostPrediction;
  /** What VMs keep after the loss of a port, a card or the host; null: the app does not ask for it (`SriovOptions.predictFailures`). */
  readonly failures: FailurePrediction | null;
}

/** Whose a VF is, and what it delivers. */
export interface EvaluatedAttachment extends AttachmentRecord {
  /** Path of its host. */
  readonly host: ConstructPath;
  /** null: it has no VF (there is a finding then), or nothing is predicted of devices of its class. */
  readonly prediction: AttachmentPrediction | null;
}

/** The lock file, which is read and never written here. */
export interface EvaluatedLock {
  /** Path; null: kept in memory, as under a test where nothing names a file (`SriovOptions.lockFile`). */
  readonly file: string | null;
  /** As it is; empty where there is none. */
  readonly before: LockFile;
  /** As it has to be. A file without a seed gets one at random: MACs of new attachments are others each time then. */
  readonly after: LockFile;
  /** Owners that are added, dropped, renamed or moved, and addresses that change, by path. */
  readonly changes: readonly LockChange[];
  /**
   * What a synth would write, on the line that it prints; null: it would leave the file alone, because it is up to date,
   * frozen or unreadable, or because a finding stops the synth.
   */
  readonly summary: string | null;
}
