import type { FunctionClass } from '../../device-class';
import type { Guarantee } from '../../model/demand';
import type { Finding } from '../../model/finding';
import type { Bytes, ConstructPath, Mbps, NumaNode, PciAddress, VfIndex } from '../../model/units';
import type { LinkLoss } from '../../plan/blast-radius';
import type { Disruption, Refusal } from '../../plan/host-plan';
import type { FailurePrediction } from '../../simulate/failure/failure';
import type { HostOutlook } from '../../simulate/outlook/outlook';
import type { AttachmentPrediction, ResourceUse } from '../../simulate/traffic/prediction';
import type { FindingsSummary } from '../findings-format';
import type { RuleTally } from '../rule-tally';

/**
 * What a report shows of a synth, whatever its form: the page, the Markdown and the JSON are made of this. Numbers have their
 * units in their names, `null` means not known, and texts are as they were given.
 */
export interface ReportFacts {
  readonly reportVersion: 1;
  readonly overview: OverviewFacts;
  /** By name. */
  readonly tenants: readonly TenantFacts[];
  /** Those that are about no host of the report. */
  readonly findings: readonly Finding[];
  /** In the order of the synth. */
  readonly hosts: readonly HostReport[];
}

export interface OverviewFacts {
  readonly hosts: number;
  readonly physicalFunctions: number;
  /** VFs that are wanted, and those with VMs on PFs that are managed elsewhere. */
  readonly virtualFunctions: number;
  readonly vms: number;
  /** VMs that state a demand for some of their VFs. */
  readonly vmsWithDemand: number;
  /** VMs that are predicted less than they ask for, on some of their VFs. */
  readonly vmsBelowDemand: number;
  /** VMs that are guaranteed more than they can count on beside greedy neighbours. */
  readonly vmsBelowGuarantee: number;
  readonly steps: number;
  /** Hosts whose plan must not run. */
  readonly refusedHosts: number;
  /** VMs whose VF goes or changes while plans run. */
  readonly vmsDisrupted: number;
  /** PFs that lose their link meanwhile, or may. */
  readonly linksLost: number;
  readonly findings: FindingsSummary;
  /** The worst first, then the most frequent. */
  readonly rules: readonly RuleCount[];
}

/** How often a rule found something with one severity, and on how many hosts. */
export interface RuleCount extends RuleTally {
  /** Hosts that it is about. */
  readonly hosts: number;
}

export interface TenantFacts {
  readonly name: string;
  /** `A` to `Z`, then `AA`: what stands for it beside its colour. */
  readonly letter: string;
  readonly vms: number;
  readonly virtualFunctions: number;
}

/** One host. What later versions say of it more is a field beside these. */
export interface HostReport {
  readonly path: ConstructPath;
  readonly name: string;
  /** No inventory was read: what follows is presumed of a fresh host. */
  readonly presumed: boolean;
  readonly machine: MachineFacts;
  /** NUMA nodes in their order, and last what is on none that is known. */
  readonly places: readonly PlaceFacts[];
  /** By address; those that were not found on the host last. */
  readonly physicalFunctions: readonly PfReport[];
  /** By name of the VM. */
  readonly attachments: readonly AttachmentReport[];
  /** What the attachments share, with its use under the declared demands. */
  readonly resources: readonly ResourceUse[];
  /** What the prediction had to assume; null: there is no prediction. */
  readonly assumptions: readonly string[] | null;
  /** Packets, processor time, latency, headroom and alternatives; null: there is no prediction. */
  readonly outlook: HostOutlook | null;
  /** What VMs keep when a port, a card or the host is lost; null: the app does not ask for it (`predictFailures`). */
  readonly failures: FailurePrediction | null;
  readonly plan: PlanReport;
  readonly findings: readonly Finding[];
  readonly summary: HostSummary;
}

export interface HostSummary {
  readonly virtualFunctions: number;
  readonly vms: number;
  readonly vmsWithDemand: number;
  readonly vmsBelowDemand: number;
  readonly vmsBelowGuarantee: number;
  readonly vmsDisrupted: number;
  readonly findings: FindingsSummary;
}

export interface MachineFacts {
  readonly hostname: string | null;
  readonly kernelRelease: string | null;
  readonly cpuModel: string | null;
  readonly sockets: number | null;
  readonly cores: number | null;
  readonly threads: number | null;
  readonly iommuEnabled: boolean | null;
}

/** A NUMA node and what is below it. */
export interface PlaceFacts {
  /** null: PFs whose node is not known. */
  readonly numaNode: NumaNode | null;
  /** Empty: not known, or none. */
  readonly sockets: readonly number[];
  readonly cpus: string | null;
  readonly memoryBytes: Bytes | null;
  readonly pcie: readonly PcieBranch[];
}

/** A port on the way to PFs, or a PF. */
export interface PcieBranch {
  readonly address: PciAddress;
  readonly kind: 'port' | 'pf';
  readonly speedGTs: number | null;
  readonly width: number | null;
  readonly maxSpeedGTs: number | null;
  readonly maxWidth: number | null;
  readonly branches: readonly PcieBranch[];
}

export interface PfReport {
  /** null: the app does not declare it. */
  readonly path: ConstructPath | null;
  /** null: it was not found. */
  readonly address: PciAddress | null;
  readonly interfaceName: string | null;
  readonly deviceClass: FunctionClass | null;
  /** `8086:159b` */
  readonly device: string | null;
  readonly driver: string | null;
  readonly linkMbps: Mbps | null;
  readonly totalVfs: number | null;
  readonly numVfs: number;
  /** null: the plan does not manage it. */
  readonly wantedVfs: number | null;
  /** Those that a VM has, by index. */
  readonly held: readonly HeldVf[];
}

export interface HeldVf {
  readonly vf: VfIndex;
  readonly vm: string;
  readonly tenant: string | null;
}

/** One VF of a VM. */
export interface AttachmentReport {
  readonly path: ConstructPath;
  readonly vm: string;
  readonly tenant: string | null;
  /** Address of the PF, or its path until its address is known. */
  readonly pf: string;
  readonly vf: VfIndex | null;
  readonly address: PciAddress | null;
  readonly vmNumaNode: NumaNode | null;
  readonly guarantee: Guarantee | null;
  /** null: nothing is predicted of such a function. */
  readonly prediction: Pick<
    AttachmentPrediction,
    'kind' | 'demand' | 'predicted' | 'predictedInterval' | 'floor' | 'bottleneck' | 'floorBottleneck'
  > | null;
  readonly belowDemand: boolean;
  readonly belowGuarantee: boolean;
  /** The plan takes its VF away or changes it; null: it does not. */
  readonly disrupted: Disruption['effect'] | null;
}

export interface PlanReport {
  readonly steps: number;
  /** In their order, steps of one PF together. */
  readonly sections: readonly PlanSection[];
  readonly refusals: readonly Refusal[];
  readonly notes: readonly string[];
  /** The plan run on the kernel model. */
  readonly simulation: SimulationReport;
  readonly blastRadius: BlastReport;
}

export interface PlanSection {
  readonly pf: PciAddress;
  readonly lines: readonly { readonly steps: readonly number[]; readonly text: string }[];
}

export interface SimulationReport {
  readonly result: 'reached' | 'not reached' | 'refused';
  /** Steps that worked. */
  readonly done: number;
  /** Why it did not end as wanted, in words. */
  readonly problems: readonly string[];
}

export interface BlastReport {
  readonly vfs: readonly Disruption[];
  readonly vms: readonly string[];
  readonly links: readonly LinkLoss[];
}
