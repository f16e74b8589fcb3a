/** What a reviewer may give a reason for, in `waivers` of a pool: the settings and uses whose rules ask for one. */
export const WAIVABLE = ['spoofCheck', 'trust', 'rdma', 'queryRss'] as const;

export type Waivable = (typeof WAIVABLE)[number];
