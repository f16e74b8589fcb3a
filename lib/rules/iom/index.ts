import type { DeferredRule, Rule } from '../rule';
import { IOM_001 } from './iom-001';
import { IOM_002 } from './iom-002';
import { IOM_003 } from './iom-003';
import { IOM_004 } from './iom-004';
import { IOM_005 } from './iom-005';
import { IOM_006 } from './iom-006';
import { IOM_007 } from './iom-007';
import { IOM_008 } from './iom-008';
import { IOM_009 } from './iom-009';
import { IOM_010 } from './iom-010';

export const IOM_RULES: readonly Rule[] = [
  IOM_001,
  IOM_002,
  IOM_003,
  IOM_004,
  IOM_005,
  IOM_006,
  IOM_007,
  IOM_008,
  IOM_009,
  IOM_010,
];

export const IOM_DEFERRED: readonly DeferredRule[] = [];
