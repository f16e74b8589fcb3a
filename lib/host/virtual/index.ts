export type { Cut, CutPoint } from './carry-out';
export { PACE_VARIABLE, paceOf } from './pace';
export type { ProcessTable } from './processes';
export type { VirtualHostState, VirtualLock } from './state';
export { fileStore, type VirtualHostStore } from './store';
export { type InitialState, virtualHost, type VirtualHostOptions } from './virtual-host';
