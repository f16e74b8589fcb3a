import type { DeferredRule, Rule } from '../rule';
import { BOND_001 } from './bond-001';
import { BOND_002 } from './bond-002';
import { BOND_003 } from './bond-003';
import { BOND_004 } from './bond-004';
import { BOND_005 } from './bond-005';
import { BOND_006 } from './bond-006';

export const BOND_RULES: readonly Rule[] = [BOND_001, BOND_002, BOND_003, BOND_004, BOND_005, BOND_006];

/** All of the family are decided at synth. */
export const BOND_DEFERRED: readonly DeferredRule[] = [];
