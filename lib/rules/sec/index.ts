import type { DeferredRule, Rule } from '../rule';
import { SEC_001 } from './sec-001';
import { SEC_002 } from './sec-002';
import { SEC_003 } from './sec-003';
import { SEC_004 } from './sec-004';
import { SEC_005 } from './sec-005';
import { SEC_006 } from './sec-006';
import { SEC_008 } from './sec-008';
import { SEC_009 } from './sec-009';
import { SEC_010 } from './sec-010';

/** Isolation of tenants. */
export const SEC_RULES: readonly Rule[] = [
  SEC_001,
  SEC_002,
  SEC_003,
  SEC_004,
  SEC_005,
  SEC_006,
  SEC_008,
  SEC_009,
  SEC_010,
];

export const SEC_DEFERRED: readonly DeferredRule[] = [
  {
    id: 'SEC-007',
    title: 'no device or driver has a known hole that a VF can use',
    reason:
      'Only secondary sources name such holes, without the kernel releases that mend them, and a table that is not kept up reassures wrongly',
    decidedAt: 'not decidable',
  },
];
