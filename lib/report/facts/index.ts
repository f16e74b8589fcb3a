export type { PlanReport, ReportFacts } from './facts';
export type { HostInput } from './host-report';
export { reportFacts } from './report-facts';
