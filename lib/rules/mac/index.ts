import type { DeferredRule, Rule } from '../rule';
import { MAC_001 } from './mac-001';
import { MAC_002 } from './mac-002';
import { MAC_003 } from './mac-003';
import { MAC_004 } from './mac-004';
import { MAC_005 } from './mac-005';

export const MAC_RULES: readonly Rule[] = [MAC_001, MAC_002, MAC_003, MAC_004, MAC_005];

/** All of the family are decided at synth. */
export const MAC_DEFERRED: readonly DeferredRule[] = [];
