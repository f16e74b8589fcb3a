import type { DeferredRule, Rule } from '../rule';
import { IB_001 } from './ib-001';

export const IB_RULES: readonly Rule[] = [IB_001];

export const IB_DEFERRED: readonly DeferredRule[] = [];
