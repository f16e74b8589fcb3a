import type { DeferredRule, Rule } from '../rule';
import { MIG_001 } from './mig-001';
import { MIG_002 } from './mig-002';
import { MIG_003 } from './mig-003';
import { MIG_004 } from './mig-004';
import { MIG_005 } from './mig-005';

/** Live migration. */
export const MIG_RULES: readonly Rule[] = [MIG_001, MIG_002, MIG_003, MIG_004, MIG_005];

export const MIG_DEFERRED: readonly DeferredRule[] = [];
