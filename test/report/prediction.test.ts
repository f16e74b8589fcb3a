import { renderPrediction } from '../../lib/report/prediction';
import { predict } from '../../lib/simulate/traffic/predict';
import { block, drive, network, nic } from '../simulate/traffic/hosts';
import type { PfSketch } from '../support/resolved';
import { resolvedHost } from '../support/resolved';

function textOf(...pfs: PfSketch[]): string {
  return renderPrediction(predict(resolvedHost({ pfs })));
}

test('every attachment has a line with what it asks for, gets and can count on, and what stops it', () => {
  const [head, lines] = textOf(
    nic([
      { vm: 'web', demand: network(20_000, 500) },
      { vm: 'mail', demand: network(10_000, 500) },
    ]),
    drive([{ vm: 'web', demand: block(400_000) }], { randReadIops: 1e6, seqReadMBps: 6400 }),
  ).split('\n\n');
  expect(head).toBe('rack1/kvm01: 3 attachments');
  expect(lines.split('\n')).toEqual([
    'VM    attachment        VF                 address    demand                  predicted                  floor                      bottleneck',
    'web   pf0/pool0/web-0   0 of 0000:3b:00.0  not known  20 Gbit/s / 500 Mbit/s  14.67 Gbit/s / 500 Mbit/s  12.34 Gbit/s / 500 Mbit/s  port 0 of 0000:3b:00.0, transmit',
    'mail  pf0/pool0/mail-1  1 of 0000:3b:00.0  not known  10 Gbit/s / 500 Mbit/s  10 Gbit/s / 500 Mbit/s     10 Gbit/s / 500 Mbit/s     its own demand',
    'web   pf1/pool0/web-0   0 of 0000:86:00.0  not known  400k IOPS               400k IOPS                  400k IOPS                  its own demand',
  ]);
});

test('who is content today is told what stops it beside greedy neighbours', () => {
  expect(textOf(nic([{ demand: network(20_000, 0) }, {}]))).toContain(
    'its own demand; beside greedy neighbours port 0 of 0000:3b:00.0, transmit',
  );
});

test('a limit of its own is named with its value', () => {
  expect(textOf(nic([{ demand: network(5000, 0), overrides: { maxTxRateMbps: 2000 } }]))).toMatch(
    /its own maxTxRateMbps: 2 Gbit\/s$/m,
  );
});

test('what nobody declared or knows is said to be so', () => {
  const text = textOf(nic([{}], { speedMbps: null, link: { width: null } }));
  expect(text).toMatch(/not known {2}none {4}\? \/ \? {6}\? \/ \? {2}no resource on its way has a known capacity$/m);
  expect(text).toMatch(/assumed\n(.*\n)* {2}link speed of 0000:3b:00.0 is not known: its port is not modelled\n/);
});

test('everything shared has its capacity, its source and how much of it is taken', () => {
  const text = textOf(nic([{ demand: network(1518, 0) }, { demand: network(1518, 0) }]));
  expect(text).toMatch(/^port 0 of 0000:3b:00.0, transmit: 25 Gbit\/s, speed of ens1f0 +12.3 % +2$/m);
  expect(text).toMatch(/^PCIe link of 0000:3b:00 towards the host: 119.1 Gbit\/s at 16 GT\/s x8, .* % {2,}2$/m);
});

test('a port that carries nothing at all has no share to tell', () => {
  expect(textOf(nic([{}], { speedMbps: 0 }))).toMatch(/0 Mbit\/s, speed of ens1f0 +- +1$/m);
});

test('a host without attachments says so', () => {
  expect(textOf(nic([]))).toBe('rack1/kvm01: no attachment to predict\n');
});
