import type { DeferredRule, Rule } from '../rule';
import { DRV_001 } from './drv-001';
import { DRV_002 } from './drv-002';
import { DRV_003 } from './drv-003';
import { DRV_005 } from './drv-005';
import { DRV_006 } from './drv-006';
import { DRV_007 } from './drv-007';
import { DRV_008 } from './drv-008';
import { DRV_009 } from './drv-009';
import { DRV_010 } from './drv-010';
import { DRV_011 } from './drv-011';

export const DRV_RULES: readonly Rule[] = [
  DRV_001,
  DRV_002,
  DRV_003,
  DRV_005,
  DRV_006,
  DRV_007,
  DRV_008,
  DRV_009,
  DRV_010,
  DRV_011,
];

export const DRV_DEFERRED: readonly DeferredRule[] = [
  {
    id: 'DRV-004',
    title: 'as many VFs are granted as were asked for',
    reason: 'bnxt_en may grant fewer VFs and report no error: only sriov_numvfs, read back after the write, tells',
    decidedAt: 'apply',
  },
];
