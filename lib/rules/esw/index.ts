import type { DeferredRule, Rule } from '../rule';
import { ESW_001 } from './esw-001';
import { ESW_002 } from './esw-002';
import { ESW_003 } from './esw-003';
import { ESW_004 } from './esw-004';
import { ESW_005 } from './esw-005';
import { ESW_006 } from './esw-006';
import { ESW_007 } from './esw-007';
import { ESW_008 } from './esw-008';
import { ESW_009 } from './esw-009';

export const ESW_RULES: readonly Rule[] = [
  ESW_001,
  ESW_002,
  ESW_003,
  ESW_004,
  ESW_005,
  ESW_006,
  ESW_007,
  ESW_008,
  ESW_009,
];

/** All of the family are decided at synth. */
export const ESW_DEFERRED: readonly DeferredRule[] = [];
