import type { DeferredRule, Rule } from '../rule';

export const DRV_RULES: readonly Rule[] = [];

export const DRV_DEFERRED: readonly DeferredRule[] = [];
