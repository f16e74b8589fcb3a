import type { VfLinkState, VlanProtocol } from '../model/settings';
import type { ConstructPath, MacAddress, Mbps, PciAddress, VfIndex } from '../model/units';
import type { Step } from './step';

/** Ordered steps for one host, and the state they must reach; `schemas/host-plan.schema.json`. */
export interface HostPlan {
  readonly planVersion: 1;
  /** Path of the host construct. */
  readonly host: ConstructPath;
  readonly name: string;
  /** True when no inventory was read and the observed state was presumed. */
  readonly presumed: boolean;
  readonly target: TargetState;
  readonly steps: readonly Step[];
  /** VFs that exist now and are destroyed or changed while in use. */
  readonly disruptions: readonly Disruption[];
  /** Why the plan must not run as it is; empty when it may. */
  readonly refusals: readonly Refusal[];
}

/** The part of the host that is wanted, in kernel terms; absent means not managed. */
export interface TargetState {
  /** Sorted by address. */
  readonly physicalFunctions: readonly TargetPf[];
}

export interface TargetPf {
  readonly path: ConstructPath;
  readonly address: PciAddress;
  readonly deviceClass: 'net' | 'nvme' | 'other';
  /** Driver of the PF, which decides the order of steps. */
  readonly driver: string | null;
  /** Driver of its VFs for `native`. */
  readonly vfDriver: string | null;
  readonly numVfs: number;
  readonly eswitchMode?: 'legacy' | 'switchdev';
  readonly driversAutoprobe?: boolean;
  readonly adminUp?: boolean;
  readonly mtu?: number;
  /** Sorted by index. */
  readonly virtualFunctions: readonly TargetVf[];
}

export interface TargetVf {
  readonly index: VfIndex;
  /** null when offset and stride are unknown until VFs exist. */
  readonly address: PciAddress | null;
  readonly attachment?: ConstructPath;
  readonly vm?: string;
  /** Kernel driver name; null: unbound; absent: not managed. */
  readonly driver?: string | null;
  readonly mac?: MacAddress;
  readonly vlan?: { readonly vlan: number; readonly qos: number; readonly protocol: VlanProtocol };
  readonly spoofCheck?: boolean;
  readonly trust?: boolean;
  readonly queryRss?: boolean;
  readonly linkState?: VfLinkState;
  readonly rate?: { readonly minTxMbps: Mbps; readonly maxTxMbps: Mbps };
  readonly mtu?: number;
  readonly msixVectors?: number;
  readonly nvme?: TargetSecondaryController;
}

export interface TargetSecondaryController {
  readonly controllerId: number;
  readonly virtualQueues: number;
  readonly virtualInterrupts: number;
  readonly namespaceIds: readonly number[];
}

/** One VF that somebody holds and that the plan takes away or changes. */
export interface Disruption {
  readonly pf: PciAddress;
  readonly vf: VfIndex;
  readonly address: PciAddress;
  /** `recreate`: destroyed with all VFs of the PF; `rebind`: its driver changes; `change`: settings change in place. */
  readonly effect: 'recreate' | 'rebind' | 'change';
  /** Owner by the lock file. */
  readonly attachment?: ConstructPath;
  readonly vm?: string;
  /** Evidence of use; empty when only the lock file says that somebody owns it. */
  readonly users: readonly string[];
}

export interface Refusal {
  /** Rule that refuses: OPS-001, OPS-002. */
  readonly ruleId: string;
  readonly pf: PciAddress;
  readonly constructPath: ConstructPath;
  readonly message: string;
  readonly fix: string;
}
