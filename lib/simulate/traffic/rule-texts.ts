import type { RuleText } from '../../model/rule-text';

export const PERF_001: RuleText = {
  id: 'PERF-001',
  title: 'declared demands are met',
  severity: 'warning',
  protects:
    'A VM that needs more than its VF can get beside the declared demands of its neighbours is slow from the first day.',
  source:
    'weighted max-min sharing of ports, PCIe links, drives and the limits of VFs, each with its own source; wire and packet overhead of IEEE 802.3, PCI Express and NVM Express',
  fix: 'Lower the demand, give the VF a larger part of what stops it, or move the attachment to a PF with free capacity',
};

export const PERF_002: RuleText = {
  id: 'PERF-002',
  title: 'guarantees hold whatever the neighbours do',
  severity: 'error',
  protects:
    'A guarantee that rests on the modesty of the neighbours is none: the first of them that takes all it can get breaks it.',
  source:
    'the same sharing, with every other attached VF taking as much as it can get; minTxRateMbps counts as a floor where the driver keeps it',
  fix: 'Set minTxRateMbps, lower the guarantee, or move the attachment to a PF with fewer attachments',
};

export const PERF_003: RuleText = {
  id: 'PERF-003',
  title: 'demands and guarantees are of the kind that the function moves',
  severity: 'error',
  protects:
    'A demand that the prediction cannot count, and a guarantee that nothing can keep, look as if they were met.',
  source: 'class of the function: a NIC moves frames, an NVMe SSD carries out commands',
  fix: 'Take Demand.network for a NIC and Demand.block for an NVMe SSD',
};

/** What the prediction may find fault with. */
export const PREDICTION_RULE_TEXTS: readonly RuleText[] = [PERF_001, PERF_002, PERF_003];
