import type { Inventory } from '../../inventory/inventory';
import type { Finding } from '../../model/finding';
import { compareNames } from '../../model/order';
import type { HostPlan } from '../../plan/host-plan';
import type { AttachmentRecord } from '../../resolve/attachment-record';
import type { FailurePrediction } from '../../simulate/failure/failure';
import type { PlanSimulation } from '../../simulate/kernel/simulate';
import { hostOutlook } from '../../simulate/outlook/host-outlook';
import type { AttachmentPrediction, HostPrediction } from '../../simulate/traffic/prediction';
import { shortagesOf } from '../../simulate/traffic/shortages';
import { sortFindings, summarise } from '../findings';
import type { AttachmentReport, HostReport, HostSummary, MachineFacts, PfReport } from './facts';
import { physicalFunctionsOf } from './physical-functions';
import { planReport } from './plan-report';
import { placesOf } from './topology';

/** What a synth says of one host. */
export interface HostInput {
  readonly plan: HostPlan;
  readonly observed: Inventory;
  readonly simulation: PlanSimulation;
  readonly prediction: HostPrediction | null;
  readonly attachments: readonly AttachmentRecord[];
  readonly failures: FailurePrediction | null;
}

/** @param findings those about this host */
export function hostReport(input: HostInput, findings: readonly Finding[]): HostReport {
  const { plan, observed, simulation, prediction } = input;
  const physicalFunctions = physicalFunctionsOf(plan, observed.physicalFunctions, input.attachments);
  const attachments = attachmentReports(input);
  return {
    path: plan.host,
    name: plan.name,
    presumed: plan.presumed,
    machine: machineFacts(observed),
    places: placesOf(observed),
    physicalFunctions,
    attachments,
    resources: prediction?.resources ?? [],
    assumptions: prediction?.assumptions ?? null,
    outlook: prediction === null ? null : hostOutlook({ prediction, observed, attachments: input.attachments }),
    failures: input.failures,
    plan: planReport(plan, observed, simulation),
    findings: sortFindings(findings),
    summary: summaryOf(physicalFunctions, attachments, findings),
  };
}

function machineFacts({ host }: Inventory): MachineFacts {
  const { hostname, kernelRelease, cpus, iommu } = host;
  const { model: cpuModel, sockets, cores, threads } = cpus;
  return { hostname, kernelRelease, cpuModel, sockets, cores, threads, iommuEnabled: iommu.enabled };
}

function attachmentReports({ plan, prediction, attachments }: HostInput): AttachmentReport[] {
  const predictions = new Map(prediction?.attachments.map((one) => [one.path, one]));
  const effects = new Map(plan.disruptions.map(({ pf, vf, effect }) => [`${pf}/${vf}`, effect]));
  return attachments
    .map((record) => {
      const { path, vm, tenant = null, vf, address, vmNumaNode = null, guarantee = null } = record;
      const pf = record.pf ?? record.pfPath;
      const predicted = predictions.get(path);
      return {
        path,
        vm,
        tenant,
        pf,
        vf,
        address,
        vmNumaNode,
        guarantee,
        prediction: predicted === undefined ? null : partsOf(predicted),
        belowDemand: predicted !== undefined && shortagesOf(predicted.demand, predicted.predicted).length > 0,
        belowGuarantee: predicted !== undefined && shortagesOf(guarantee ?? undefined, predicted.floor).length > 0,
        disrupted: effects.get(`${pf}/${vf}`) ?? null,
      };
    })
    .sort((a, b) => compareNames(a.vm, b.vm) || compareNames(a.path, b.path));
}

function partsOf(predicted: AttachmentPrediction): NonNullable<AttachmentReport['prediction']> {
  const { kind, demand, predicted: rates, predictedInterval, floor, bottleneck, floorBottleneck } = predicted;
  return {
    kind,
    ...(demand !== undefined && { demand }),
    predicted: rates,
    ...(predictedInterval !== undefined && { predictedInterval }),
    floor,
    bottleneck,
    floorBottleneck,
  };
}

function summaryOf(
  pfs: readonly PfReport[],
  attachments: readonly AttachmentReport[],
  findings: readonly Finding[],
): HostSummary {
  const vms = (which: (attachment: AttachmentReport) => boolean) =>
    new Set(attachments.filter(which).map(({ vm }) => vm)).size;
  return {
    virtualFunctions: pfs.reduce((sum, { wantedVfs, held }) => sum + (wantedVfs ?? held.length), 0),
    vms: vms(() => true),
    vmsWithDemand: vms(({ prediction }) => prediction?.demand !== undefined),
    vmsBelowDemand: vms(({ belowDemand }) => belowDemand),
    vmsBelowGuarantee: vms(({ belowGuarantee }) => belowGuarantee),
    vmsDisrupted: vms(({ disrupted }) => disrupted !== null),
    findings: summarise(findings),
  };
}
