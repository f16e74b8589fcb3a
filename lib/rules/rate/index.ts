import type { DeferredRule, Rule } from '../rule';
import { RATE_001 } from './rate-001';
import { RATE_002 } from './rate-002';
import { RATE_003 } from './rate-003';
import { RATE_004 } from './rate-004';
import { RATE_005 } from './rate-005';
import { RATE_006 } from './rate-006';
import { RATE_007 } from './rate-007';
import { RATE_008 } from './rate-008';
import { RATE_009 } from './rate-009';
import { RATE_010 } from './rate-010';
import { RATE_012 } from './rate-012';

export const RATE_RULES: readonly Rule[] = [
  RATE_001,
  RATE_002,
  RATE_003,
  RATE_004,
  RATE_005,
  RATE_006,
  RATE_007,
  RATE_008,
  RATE_009,
  RATE_010,
  RATE_012,
];

export const RATE_DEFERRED: readonly DeferredRule[] = [
  {
    id: 'RATE-011',
    title: 'rates of a devlink group within those of its parent',
    reason:
      'Groups of the devlink rate tree can neither be declared nor are they in the inventory, and no step of a plan writes them',
    decidedAt: 'not decidable',
  },
];
