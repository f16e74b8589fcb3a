export { evaluate } from './evaluate';
export type { EvaluatedAttachment, EvaluatedHost, EvaluatedLock, Evaluation } from './evaluation';
export * from './matchers';
export type { Inventory } from '../inventory/inventory';
export type { Acknowledgement, Finding, Severity, SourceLocation } from '../model/finding';
export type { LockFile } from '../model/lock';
export type { BlastRadius, LinkLoss } from '../plan/blast-radius';
export type { Disruption, HostPlan, Refusal } from '../plan/host-plan';
export type { Step } from '../plan/step';
export type { LockChange } from '../resolve/lock-changes';
export type { Failure, FailurePrediction } from '../simulate/failure/failure';
export type { PlanSimulation } from '../simulate/kernel/simulate';
export type {
  AttachmentPrediction,
  Bottleneck,
  Delivered,
  HostPrediction,
  ResourceUse,
} from '../simulate/traffic/prediction';
