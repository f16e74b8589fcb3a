import type { DeferredRule, Rule } from '../rule';
import { CAP_001 } from './cap-001';
import { CAP_002 } from './cap-002';
import { CAP_003 } from './cap-003';
import { CAP_004 } from './cap-004';
import { CAP_005 } from './cap-005';
import { CAP_006 } from './cap-006';
import { CAP_007 } from './cap-007';
import { CAP_008 } from './cap-008';
import { CAP_009 } from './cap-009';
import { CAP_010 } from './cap-010';
import { CAP_011 } from './cap-011';
import { CAP_012 } from './cap-012';
import { CAP_013 } from './cap-013';
import { CAP_014 } from './cap-014';

export const CAP_RULES: readonly Rule[] = [
  CAP_001,
  CAP_002,
  CAP_003,
  CAP_004,
  CAP_005,
  CAP_006,
  CAP_007,
  CAP_008,
  CAP_009,
  CAP_010,
  CAP_011,
  CAP_012,
  CAP_013,
  CAP_014,
];

export const CAP_DEFERRED: readonly DeferredRule[] = [];
