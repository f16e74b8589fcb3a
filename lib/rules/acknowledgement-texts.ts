import type { RuleText } from '../model/rule-text';

const SOURCE = 'this library';

export const ACK_001: RuleText = {
  id: 'ACK-001',
  title: 'an acknowledgement has a reason and is not about a fatal finding',
  severity: 'warning',
  protects:
    'An acknowledgement without a reason cannot be reviewed, and a fatal finding means that the plan harms a host or a VM whatever is accepted.',
  source: SOURCE,
  fix: 'Give the reason for which the finding is acceptable',
};

export const ACK_002: RuleText = {
  id: 'ACK-002',
  title: 'an acknowledgement names a rule that exists',
  severity: 'warning',
  protects: 'A misspelt rule id accepts nothing while its author believes that it does.',
  source: SOURCE,
  fix: 'Correct the rule id; `sriov explain` lists them',
};

export const ACK_003: RuleText = {
  id: 'ACK-003',
  title: 'an acknowledgement accepts something',
  severity: 'info',
  protects: 'An acknowledgement that outlives its finding hides the next one of the same kind.',
  source: SOURCE,
  fix: 'Remove the acknowledgement, or move it to the construct that the finding is on',
};

export const ACKNOWLEDGEMENT_TEXTS: readonly RuleText[] = [ACK_001, ACK_002, ACK_003];
