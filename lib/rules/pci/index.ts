import type { DeferredRule, Rule } from '../rule';
import { PCI_001 } from './pci-001';
import { PCI_002 } from './pci-002';
import { PCI_003 } from './pci-003';
import { PCI_004 } from './pci-004';
import { PCI_005 } from './pci-005';
import { PCI_006 } from './pci-006';

export const PCI_RULES: readonly Rule[] = [PCI_001, PCI_002, PCI_003, PCI_004, PCI_005, PCI_006];

export const PCI_DEFERRED: readonly DeferredRule[] = [];
