export { carryOut, CONFIRM_SECONDS, type HostResult, refusedPlan, type RunOptions } from './apply';
export { type Drift, type DriftCause, driftOf, type HostDrift } from './drift';
export {
  type LivePlan,
  type LivePlanOptions,
  planDecommission,
  planLive,
  planRollback,
  type RollbackOptions,
} from './live-plan';
export { isCalled, type NoWayBack, runName } from './undo';
export { isUnfinished } from './unfinished';
