import type { DeferredRule, Rule } from '../rule';

export const CAP_RULES: readonly Rule[] = [];

export const CAP_DEFERRED: readonly DeferredRule[] = [];
