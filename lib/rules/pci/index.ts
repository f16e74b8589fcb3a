import type { DeferredRule, Rule } from '../rule';

export const PCI_RULES: readonly Rule[] = [];

export const PCI_DEFERRED: readonly DeferredRule[] = [];
