import type { DeferredRule, Rule } from '../rule';
import { MSIX_001 } from './msix-001';
import { MSIX_002 } from './msix-002';
import { MSIX_003 } from './msix-003';
import { MSIX_004 } from './msix-004';

/** Interrupt vectors and queues. */
export const MSIX_RULES: readonly Rule[] = [MSIX_001, MSIX_002, MSIX_003, MSIX_004];

export const MSIX_DEFERRED: readonly DeferredRule[] = [];
