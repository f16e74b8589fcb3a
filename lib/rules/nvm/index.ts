import type { DeferredRule, Rule } from '../rule';
import { NVM_001 } from './nvm-001';
import { NVM_002 } from './nvm-002';
import { NVM_003 } from './nvm-003';
import { NVM_004 } from './nvm-004';
import { NVM_006 } from './nvm-006';
import { NVM_007 } from './nvm-007';
import { NVM_008 } from './nvm-008';
import { NVM_009 } from './nvm-009';
import { NVM_010 } from './nvm-010';
import { NVM_011 } from './nvm-011';

/** NVMe drives and their secondary controllers. */
export const NVM_RULES: readonly Rule[] = [
  NVM_001,
  NVM_002,
  NVM_003,
  NVM_004,
  NVM_006,
  NVM_007,
  NVM_008,
  NVM_009,
  NVM_010,
  NVM_011,
];

export const NVM_DEFERRED: readonly DeferredRule[] = [
  {
    id: 'NVM-005',
    title: 'resources are assigned before the controllers go online, and namespaces attached before drivers are bound',
    reason: 'No order is stated: the plan chooses it, and its simulation refuses a step that comes too early',
    decidedAt: 'plan',
  },
];
