import type { FunctionClass } from '../device-class';
import type { DriverTable } from '../catalog/driver-table';
import type { CardIdentity, MachineIdentity } from '../model/identity';
import type { PortVlan, TxRates } from '../model/settings';
import type { QatServices } from '../model/qat-services';
import type { ConstructPath, MacAddress, PciAddress, VfIndex } from '../model/units';
import type { FlagOrChoice, GuidName, SettingValue } from '../model/vf-settings';
import type { VlanList } from '../model/vlan-list';
import type { Step } from './step';

/** Ordered steps for one host, and the state they must reach; `schemas/host-plan.schema.json`. */
export interface HostPlan {
  readonly planVersion: 1;
  /** Path of the host construct. */
  readonly host: ConstructPath;
  readonly name: string;
  /** True when no inventory was read and the observed state was presumed. */
  readonly presumed: boolean;
  /** The machine that the plan was made for, as far as its inventory knows it; absent: not known. */
  readonly machine?: MachineIdentity;
  /** How the drivers of the plan's PFs behave: what the app was given, for all who work with the plan. */
  readonly drivers: DriverTable;
  readonly target: TargetState;
  readonly steps: readonly Step[];
  /** VFs that exist now and are destroyed, and VFs that somebody holds and that are changed. */
  readonly disruptions: readonly Disruption[];
  /** Why the plan must not run as it is; empty when it may. */
  readonly refusals: readonly Refusal[];
  /** What was presumed, left as it is, or happens on the way; each is said once. Absent: nothing to say. */
  readonly notes?: readonly string[];
}

/** The part of the host that is wanted, in kernel terms; absent means not managed. */
export interface TargetState {
  /** Sorted by address. */
  readonly physicalFunctions: readonly TargetPf[];
}

export interface TargetPf {
  readonly path: ConstructPath;
  readonly address: PciAddress;
  /** The card that is at the address; absent: not known. */
  readonly identity?: CardIdentity;
  readonly deviceClass: FunctionClass;
  /** Driver of the PF, which decides the order of steps. */
  readonly driver: string | null;
  /** Driver of its VFs for `native`. */
  readonly vfDriver: string | null;
  readonly numVfs: number;
  /** Fewest VFs that suffice where the number is not stated: that many or more stay. Absent: `numVfs` and no other number. */
  readonly leastNumVfs?: number;
  /** Services that a QAT is configured for, `sym;asym`. */
  readonly qatServices?: QatServices;
  readonly eswitchMode?: 'legacy' | 'switchdev';
  readonly driversAutoprobe?: boolean;
  readonly adminUp?: boolean;
  readonly mtu?: number;
  /** The PF may be touched although it carries the host's management. */
  readonly allowManagement?: boolean;
  /** Controllers that namespaces must not be attached to: what a rollback takes back, whether their VFs exist or not. */
  readonly detachedNamespaces?: readonly { readonly nsid: number; readonly controllerId: number }[];
  /** What was presumed or left out between the wanted PF and this target. */
  readonly notes?: readonly string[];
  /** Sorted by index; VFs that no pool covers are not managed and do not stand here. */
  readonly virtualFunctions: readonly TargetVf[];
}

/** What stands in a target as it is stated. */
type TargetFlags = { readonly [K in FlagOrChoice | GuidName]?: SettingValue<K> };

export interface TargetVf extends TargetFlags {
  readonly index: VfIndex;
  /** null when offset and stride are unknown until VFs exist. */
  readonly address: PciAddress | null;
  readonly attachment?: ConstructPath;
  readonly vm?: string;
  /** Alias of the virtio interface that stands by for the VF in its VM; nothing of the host. */
  readonly standbyAlias?: string;
  /** Kernel driver name; null: unbound; absent: not managed. */
  readonly driver?: string | null;
  readonly mac?: MacAddress;
  readonly vlan?: PortVlan;
  /** VLANs that the VF may use; `all`: no list is kept. */
  readonly allowedVlans?: VlanList;
  readonly rate?: TxRates;
  readonly mtu?: number;
  readonly msixVectors?: number;
  /** Made migratable by its devlink port, before a driver is bound to it; absent: not managed. */
  readonly migratable?: boolean;
  /** Execution quantum of a VF of a GPU; 0: without limit; absent: not managed. */
  readonly execQuantumMs?: number;
  /** Preemption timeout of a VF of a GPU; 0: without limit; absent: not managed. */
  readonly preemptTimeoutUs?: number;
  /** Video memory of a VF of a GPU; absent: not managed. */
  readonly vramQuotaBytes?: number;
  readonly nvme?: TargetSecondaryController;
}

export interface TargetSecondaryController {
  readonly controllerId: number;
  /** false: offline, as a rollback may want it. @default true */
  readonly online?: boolean;
  readonly virtualQueues: number;
  readonly virtualInterrupts: number;
  /** Namespaces attached to the controller, and no others; empty: not managed. */
  readonly namespaceIds: readonly number[];
}

/** One VF that the plan takes away, or that somebody holds and that the plan changes. */
export interface Disruption {
  readonly pf: PciAddress;
  readonly vf: VfIndex;
  readonly address: PciAddress;
  /** `recreate`: destroyed with all VFs of the PF; `rebind`: its driver changes; `change`: settings change in place. */
  readonly effect: 'recreate' | 'rebind' | 'change';
  /** Owner by the lock file. */
  readonly attachment?: ConstructPath;
  readonly vm?: string;
  /** Evidence of use; empty when nobody was seen to use it, whoever owns it by the lock file. */
  readonly users: readonly string[];
}

export interface Refusal {
  /** Rule that refuses: OPS-001, OPS-002, OPS-010, CAP-010, IOM-002, or one of `PLAN_REFUSAL_TEXTS`. */
  readonly ruleId: string;
  readonly pf: PciAddress;
  readonly constructPath: ConstructPath;
  readonly message: string;
  readonly fix: string;
}
