import type { DeferredRule, Rule } from '../rule';
import { IB_001 } from './ib-001';
import { IB_002 } from './ib-002';
import { IB_003 } from './ib-003';
import { IB_004 } from './ib-004';
import { IB_005 } from './ib-005';

export const IB_RULES: readonly Rule[] = [IB_001, IB_002, IB_003, IB_004, IB_005];

export const IB_DEFERRED: readonly DeferredRule[] = [];
