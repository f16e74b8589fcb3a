export { carryOut, CONFIRM_SECONDS, type HostResult, type RunOptions } from './apply';
export { type Drift, type DriftCause, driftOf } from './drift';
export { DEFAULT_PARALLEL, forEachHost, type Outcome } from './fleet';
export { type LivePlan, type LivePlanOptions, type NoWayBack, planLive, planRollback } from './live-plan';
export { isUnfinished } from './unfinished';
