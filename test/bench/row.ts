/** A row of measurements that nothing is wrong with. */
export const ROW = {
  id: 'a',
  paper: 'p',
  source: 's',
  setup: { kind: 'nic-line', linkGbps: 10 },
  metric: 'maxRate',
  value: 1,
  unit: 'Mpps',
  scoring: 'ape',
};
