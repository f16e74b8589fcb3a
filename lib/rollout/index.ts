export { changeDomains, type DomainForm, type DomainWork, findAttachments, type HostAttachmentEnd } from './domains';
export { DEFAULT_PARALLEL } from './for-each-host';
export { type HostWay, type PlannedWay, type RolloutHost, withHosts } from './hosts';
export { type Looked, lookAtAll } from './look';
export { planAll, settled } from './plan-all';
export { type Approval, type FinishedHost, type ReadyHost, rollOut, type RolloutEvent } from './roll-out';
export { APPLY, decommissionOf, type PlannedHost, rollbackOf, type Task } from './task';
export { type Grade, gradeOf, type Verdict } from './verdict';
