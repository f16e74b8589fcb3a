import { CAP_DEFERRED, CAP_RULES } from './cap';
import { DRV_DEFERRED, DRV_RULES } from './drv';
import { IOM_DEFERRED, IOM_RULES } from './iom';
import { PCI_DEFERRED, PCI_RULES } from './pci';
import type { DeferredRule, Rule } from './rule';

/** Every rule that wanted state, inventory and catalog decide. */
export const ALL_RULES: readonly Rule[] = [...CAP_RULES, ...PCI_RULES, ...IOM_RULES, ...DRV_RULES];

/** Every rule that is decided later. */
export const DEFERRED: readonly DeferredRule[] = [...CAP_DEFERRED, ...PCI_DEFERRED, ...IOM_DEFERRED, ...DRV_DEFERRED];
