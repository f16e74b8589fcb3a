import type { DeferredRule, Rule } from '../rule';
import { VLAN_001 } from './vlan-001';
import { VLAN_002 } from './vlan-002';
import { VLAN_003 } from './vlan-003';
import { VLAN_004 } from './vlan-004';
import { VLAN_005 } from './vlan-005';
import { VLAN_006 } from './vlan-006';
import { VLAN_007 } from './vlan-007';

export const VLAN_RULES: readonly Rule[] = [VLAN_001, VLAN_002, VLAN_003, VLAN_004, VLAN_005, VLAN_006, VLAN_007];

/** All of the family are decided at synth. */
export const VLAN_DEFERRED: readonly DeferredRule[] = [];
