import type { DeferredRule, Rule } from '../rule';

export const IOM_RULES: readonly Rule[] = [];

export const IOM_DEFERRED: readonly DeferredRule[] = [];
