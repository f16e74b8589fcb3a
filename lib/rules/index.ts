import { BOND_DEFERRED, BOND_RULES } from './bond';
import { CAP_DEFERRED, CAP_RULES } from './cap';
import { DRV_DEFERRED, DRV_RULES } from './drv';
import { ESW_DEFERRED, ESW_RULES } from './esw';
import { IB_DEFERRED, IB_RULES } from './ib';
import { IOM_DEFERRED, IOM_RULES } from './iom';
import { MAC_DEFERRED, MAC_RULES } from './mac';
import { MIG_DEFERRED, MIG_RULES } from './mig';
import { MSIX_DEFERRED, MSIX_RULES } from './msix';
import { MTU_DEFERRED, MTU_RULES } from './mtu';
import { NUMA_DEFERRED, NUMA_RULES } from './numa';
import { NVM_DEFERRED, NVM_RULES } from './nvm';
import { OPS_DEFERRED, OPS_RULES } from './ops';
import { PCI_DEFERRED, PCI_RULES } from './pci';
import { RATE_DEFERRED, RATE_RULES } from './rate';
import type { DeferredRule, Rule } from './rule';
import { SEC_DEFERRED, SEC_RULES } from './sec';
import { VLAN_DEFERRED, VLAN_RULES } from './vlan';

/** Every rule that wanted state, inventory and catalog decide, by family. */
export const ALL_RULES: readonly Rule[] = [
  ...CAP_RULES,
  ...PCI_RULES,
  ...IOM_RULES,
  ...DRV_RULES,
  ...RATE_RULES,
  ...VLAN_RULES,
  ...MAC_RULES,
  ...IB_RULES,
  ...MTU_RULES,
  ...ESW_RULES,
  ...BOND_RULES,
  ...MSIX_RULES,
  ...NUMA_RULES,
  ...NVM_RULES,
  ...SEC_RULES,
  ...OPS_RULES,
  ...MIG_RULES,
];

/** Every rule that is decided later, or nowhere, in the same order. */
export const DEFERRED: readonly DeferredRule[] = [
  ...CAP_DEFERRED,
  ...PCI_DEFERRED,
  ...IOM_DEFERRED,
  ...DRV_DEFERRED,
  ...RATE_DEFERRED,
  ...VLAN_DEFERRED,
  ...MAC_DEFERRED,
  ...IB_DEFERRED,
  ...MTU_DEFERRED,
  ...ESW_DEFERRED,
  ...BOND_DEFERRED,
  ...MSIX_DEFERRED,
  ...NUMA_DEFERRED,
  ...NVM_DEFERRED,
  ...SEC_DEFERRED,
  ...OPS_DEFERRED,
  ...MIG_DEFERRED,
];
