import type { DeferredRule, Rule } from '../rule';
import { OPS_001 } from './ops-001';
import { OPS_002 } from './ops-002';
import { OPS_003 } from './ops-003';
import { OPS_004 } from './ops-004';
import { OPS_005 } from './ops-005';
import { OPS_006 } from './ops-006';
import { OPS_008 } from './ops-008';
import { OPS_010 } from './ops-010';
import { OPS_011 } from './ops-011';
import { OPS_012 } from './ops-012';
import { OPS_013 } from './ops-013';
import { OPS_014 } from './ops-014';
import { OPS_015 } from './ops-015';

/** Operation of a host that runs. */
export const OPS_RULES: readonly Rule[] = [
  OPS_001,
  OPS_002,
  OPS_003,
  OPS_004,
  OPS_005,
  OPS_006,
  OPS_008,
  OPS_010,
  OPS_011,
  OPS_012,
  OPS_013,
  OPS_014,
  OPS_015,
];

export const OPS_DEFERRED: readonly DeferredRule[] = [
  {
    id: 'OPS-007',
    title: 'firmware is not written where secure boot or DPU mode forbids it',
    reason:
      'No step of a plan writes firmware, so that there is nothing to forbid; CAP-003 says which value is too small',
    decidedAt: 'not decidable',
  },
  {
    id: 'OPS-009',
    title: 'firmware values do not loop between what is set and what the next boot brings',
    reason:
      'No step of a plan writes firmware, so that no loop can start; the values for the next boot are in no inventory',
    decidedAt: 'not decidable',
  },
];
