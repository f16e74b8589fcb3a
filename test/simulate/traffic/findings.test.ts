import type { Finding } from '../../../lib/model/finding';
import { PREDICTION_RULE_TEXTS, predictionFindings } from '../../../lib/simulate/traffic/findings';
import { predict } from '../../../lib/simulate/traffic/predict';
import { type PfSketch, resolvedHost } from '../../support/resolved';
import { block, drive, network, nic } from './hosts';

function findingsOf(...pfs: PfSketch[]): Finding[] {
  const host = resolvedHost({ pfs });
  return predictionFindings(host, predict(host));
}

function times<T>(count: number, item: T): T[] {
  return Array.from({ length: count }, () => item);
}

const idle = (address: string, free = 4): PfSketch => {
  const sketch = nic([], { address });
  return { ...sketch, pools: [{ count: free }] };
};

describe('PERF-001, demands that are not met', () => {
  test('nothing is said when every demand is met', () => {
    expect(findingsOf(nic(times(4, { demand: network(5000, 5000) })))).toEqual([]);
  });

  test('the message has the numbers, what stops it, its source and who shares it', () => {
    const [finding] = findingsOf(nic(times(4, { demand: network(8000, 100) }), { driver: 'i40e' }));
    expect(finding).toEqual({
      ruleId: 'PERF-001',
      severity: 'warning',
      constructPath: 'rack1/kvm01/pf0/pool0/vm0-0',
      host: 'kvm01',
      pointer: 'demand',
      message:
        'asks for 8 Gbit/s to transmit and gets 6.169 Gbit/s: stopped by port 0 of 0000:3b:00.0, transmit: 25 Gbit/s, speed of ens1f0 (shared by 4 attachments)',
      fix: 'Lower txMbps of the demand to 6168',
      found: '8 Gbit/s',
      limit: '6.169 Gbit/s',
      limitSource: 'port 0 of 0000:3b:00.0, transmit: 25 Gbit/s, speed of ens1f0',
    });
  });

  test('both directions are said in one finding', () => {
    const [finding] = findingsOf(nic(times(4, { demand: network(8000, 9000) }), { driver: 'i40e' }));
    expect(finding.message).toMatch(
      /^asks for 8 Gbit\/s to transmit and gets 6.169 Gbit\/s, asks for 9 Gbit\/s to receive and gets 6.169 Gbit\/s: /,
    );
    expect(finding.fix).toBe('Lower txMbps of the demand to 6168 and rxMbps of the demand to 6168');
  });

  test('the demand that it says to lower to is then met', () => {
    const fixed = times(4, { demand: network(6168, 6168) });
    expect(findingsOf(nic(fixed))).toEqual([]);
  });

  test('a minimum rate is proposed where the driver keeps one and there is room for it', () => {
    const [finding] = findingsOf(nic([{ demand: network(12_000, 0) }, ...times(2, { demand: network(9000, 0) })]));
    expect(finding.fix).toBe('Set minTxRateMbps of the attachment to 12000 or lower txMbps of the demand to 8224');
  });

  test('no minimum rate is proposed beside others that leave no room for it', () => {
    const [finding] = findingsOf(
      nic([{ demand: network(12_000, 0) }, { demand: network(20_000, 0), overrides: { minTxRateMbps: 20_000 } }]),
    );
    expect(finding.fix).not.toMatch(/minTxRateMbps/);
  });

  test('a NIC with a free VF and enough free capacity is named', () => {
    const busy = nic(times(4, { demand: network(8000, 0) }), { driver: 'i40e' });
    const [finding] = findingsOf(busy, idle('0000:5e:00.0'));
    expect(finding.fix).toBe('Lower txMbps of the demand to 6168 or move it to 0000:5e:00.0, which has 25 Gbit/s free');
  });

  test('a NIC without a free VF, or behind the same narrow slot, is not', () => {
    const busy = nic(times(4, { demand: network(8000, 0) }), { driver: 'i40e' });
    expect(findingsOf(busy, idle('0000:5e:00.0', 0))[0].fix).not.toMatch(/move/);
    const narrow = { link: { speedGTs: 8, width: 1 }, driver: 'i40e' } as const;
    const slot = nic([{ demand: network(8000, 0) }], narrow);
    expect(findingsOf(slot, idle('0000:3b:00.1'))[0].fix).toBe('Lower txMbps of the demand to 6834');
    expect(findingsOf(slot, idle('0000:5e:00.0'))[0].fix).toMatch(/move it to 0000:5e:00.0/);
  });

  test('its own rate limit is named as what to raise', () => {
    const [finding] = findingsOf(nic([{ demand: network(8000, 0), overrides: { maxTxRateMbps: 2000 } }]));
    expect(finding.message).toBe(
      'asks for 8 Gbit/s to transmit and gets 2 Gbit/s: stopped by its own maxTxRateMbps: 2 Gbit/s',
    );
    expect(finding.fix).toBe('Raise maxTxRateMbps to 8000 or lower txMbps of the demand to 2000');
  });

  test('a disabled link is named as what to enable', () => {
    const [finding] = findingsOf(nic([{ demand: network(8000, 0), overrides: { linkState: 'disable' } }]));
    expect(finding.fix).toBe('Set linkState to auto or enable');
  });

  test('a drive says IOPS', () => {
    const [finding] = findingsOf(drive(times(4, { demand: block(400_000) }), { randReadIops: 1e6, seqReadMBps: 6400 }));
    expect(finding.message).toBe(
      'asks for 400k IOPS and gets 250k IOPS: stopped by random I/O of 0000:86:00.0: 1M IOPS reading, test sheet (shared by 4 attachments)',
    );
    expect(finding.fix).toBe('Lower iops of the demand to 250000');
  });

  test('what nobody knows is no shortage', () => {
    expect(findingsOf(nic([{ demand: network(1e6, 0) }], { speedMbps: null, link: { speedGTs: null } }))).toEqual([]);
  });
});

describe('PERF-002, guarantees that greedy neighbours can break', () => {
  const guaranteed = { demand: network(1000, 1000), guarantee: { txMbps: 10_000 } };

  test('nothing is said when the even share is enough', () => {
    expect(findingsOf(nic([guaranteed, {}]))).toEqual([]);
  });

  test('a guarantee without a minimum rate breaks as soon as the even share is below it', () => {
    const [finding, ...others] = findingsOf(nic([guaranteed, {}, {}]));
    expect(others).toEqual([]);
    expect(finding).toMatchObject({
      ruleId: 'PERF-002',
      severity: 'error',
      pointer: 'guarantee',
      message:
        'is guaranteed 10 Gbit/s to transmit and can count on 8.225 Gbit/s beside greedy neighbours: stopped by port 0 of 0000:3b:00.0, transmit: 25 Gbit/s, speed of ens1f0 (shared by 3 attachments)',
      fix: 'Set minTxRateMbps of the attachment to 10000 or lower txMbps of the guarantee to 8224',
    });
  });

  test('the minimum rate that it proposes keeps the guarantee', () => {
    expect(findingsOf(nic([{ ...guaranteed, overrides: { minTxRateMbps: 10_000 } }, {}, {}]))).toEqual([]);
  });

  test('what is received has no minimum rate, so another NIC is proposed', () => {
    const receiving = { demand: network(0, 1000), guarantee: { rxMbps: 10_000 } };
    const [finding] = findingsOf(nic([receiving, {}, {}]), idle('0000:5e:00.0'));
    expect(finding.fix).toBe(
      'Lower rxMbps of the guarantee to 8224 or move it to 0000:5e:00.0, where its even share is 24.6 Gbit/s',
    );
  });

  test('a guarantee of IOPS is judged alike', () => {
    const [finding] = findingsOf(
      drive([{ demand: block(1000), guarantee: { iops: 600_000 } }, {}], { randReadIops: 1e6, seqReadMBps: 6400 }),
    );
    expect(finding.message).toMatch(/^is guaranteed 600k IOPS and can count on 500k IOPS beside greedy neighbours/);
  });
});

test('every finding has its text', () => {
  expect(PREDICTION_RULE_TEXTS.map(({ id, severity }) => [id, severity])).toEqual([
    ['PERF-001', 'warning'],
    ['PERF-002', 'error'],
    ['PERF-003', 'error'],
  ]);
});

describe('PERF-003, what a function does not move', () => {
  test.each([
    ['a demand of a disk on a NIC', nic([{ demand: block(5000) }]), 'demand', /operations of a disk.*is a NIC/],
    ['a guarantee of a disk on a NIC', nic([{ guarantee: { iops: 100 } }]), 'guarantee', /is a NIC/],
    ['a demand of a network on an SSD', drive([{ demand: network(10, 10) }], null), 'demand', /Mbit.*an NVMe SSD/],
    ['a guarantee of a network on an SSD', drive([{ guarantee: { rxMbps: 5 } }], null), 'guarantee', /an NVMe SSD/],
  ] as const)('%s is an error', (_words, pf, pointer, message) => {
    const [finding, ...others] = findingsOf(pf);
    expect(finding).toMatchObject({
      ruleId: 'PERF-003',
      severity: 'error',
      constructPath: 'rack1/kvm01/pf0/pool0/vm0-0',
      pointer,
      message: expect.stringMatching(message),
    });
    expect(others).toEqual([]);
  });

  test('on a function of another class nothing can be stated', () => {
    const sketch = nic([{ demand: network(10, 10) }]);
    const [finding] = findingsOf({ ...sketch, change: { deviceClass: 'other' } });
    expect(finding).toMatchObject({ ruleId: 'PERF-003', fix: 'Leave the demand out' });
  });

  test('what the function does move is no such fault', () => {
    const nothing = findingsOf(
      nic([{ demand: network(10, 10), guarantee: { txMbps: 5 } }]),
      drive([{ demand: block(10), guarantee: { iops: 5 } }], { randReadIops: 1000 }, undefined, {
        address: '0000:86:00.0',
      }),
    );
    expect(nothing).toEqual([]);
  });
});
