import type { DeferredRule, Rule } from '../rule';
import { MTU_001 } from './mtu-001';
import { MTU_002 } from './mtu-002';
import { MTU_003 } from './mtu-003';

export const MTU_RULES: readonly Rule[] = [MTU_001, MTU_002, MTU_003];

/** All of the family are decided at synth. */
export const MTU_DEFERRED: readonly DeferredRule[] = [];
