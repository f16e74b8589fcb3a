import type { ConstructPath, PciAddress } from '../../model/units';
import type { Delivered } from '../traffic/prediction';

/** What is left of a host's traffic when something fails, for each thing that can. */
export interface FailurePrediction {
  readonly host: ConstructPath;
  /** Ports and cards in the order of the host, the host itself last where it is in a failover group. */
  readonly failures: readonly Failure[];
  /** What is not counted, or not known. */
  readonly assumptions: readonly string[];
}

export interface Failure {
  readonly lost: LostPart;
  /** VMs that lose a VF, and those that get less because others take their share, by name. */
  readonly vms: readonly VmAfterLoss[];
}

export interface LostPart {
  readonly kind: 'port' | 'card' | 'host';
  /** `port of 0000:3b:00.0`, `card of 0000:3b:00.0`, after its first PF, or `host kvm01`. */
  readonly name: string;
  /** Addresses of its PFs, or their paths as long as the address is not known. */
  readonly physicalFunctions: readonly (PciAddress | ConstructPath)[];
}

/**
 * - `kept`: the VFs that are left carry what it had
 * - `reduced`: it gets less
 * - `lost`: of its network, or of its drives, nothing is left
 */
export type LossEffect = 'kept' | 'reduced' | 'lost';

export interface VmAfterLoss {
  readonly vm: string;
  readonly effect: LossEffect;
  /** Its attachments that are lost; empty: it feels its neighbours alone. */
  readonly lostAttachments: readonly ConstructPath[];
  /** Of all its VFs on the host together, with the declared demands of the neighbours; a measure that is not known is absent. */
  readonly before: Delivered;
  /** 0 where no VF is left. */
  readonly after: Delivered;
  /** The same with greedy neighbours: what it can count on. */
  readonly floorAfter: Delivered;
  /** Where VFs for those that it lost are free, and carry what it wants; null: nowhere that is known, or nothing is missing. */
  readonly goesTo: Refuge | null;
  /** Why there is no such place; null where there is one, or where nothing is missing. */
  readonly whyNowhere: string | null;
}

export interface Refuge {
  readonly host: ConstructPath;
  /** Pool for each of `lostAttachments`. */
  readonly pools: readonly ConstructPath[];
}
