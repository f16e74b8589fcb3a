import type { DeferredRule, Rule } from '../rule';
import { NUMA_001 } from './numa-001';
import { NUMA_002 } from './numa-002';
import { NUMA_003 } from './numa-003';

/** Closeness of VFs to the VMs that use them. */
export const NUMA_RULES: readonly Rule[] = [NUMA_001, NUMA_002, NUMA_003];

export const NUMA_DEFERRED: readonly DeferredRule[] = [];
