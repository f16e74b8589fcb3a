import { renderOutlook } from '../../lib/report/outlook';
import { block, drive, network, nic } from '../simulate/traffic/hosts';
import { outlookOf, SIZE } from '../simulate/outlook/outlook-support';

const PFS = [
  nic([
    { vm: 'web', demand: network(20_000, 500) },
    { vm: 'mail', demand: network(10_000, 500) },
  ]),
  drive([{ vm: 'web', demand: block(100_000) }], { randReadIops: 1e6, seqReadMBps: 6400 }),
];

describe('the outlook of a host in a terminal', () => {
  const text = renderOutlook(outlookOf(PFS, { vmSize: SIZE }));

  test('has a line for each VF with what it gets, cores of its guest and latency, each with its interval', () => {
    expect(text).toMatch(
      /^web +0000:3b:00\.0 +14\.7 Gbit\/s \/ 500 Mbit\/s +[\d.]+ \([\d.]+ to [\d.]+\) +[\d.]+ \([\d.]+ to [\d.]+\) us /m,
    );
    expect(text).toMatch(/^web +0000:86:00\.0 +100000 IOPS|^web +0000:86:00\.0 +100k IOPS/m);
  });

  test('says what the host takes, and what more of a full port gives', () => {
    expect(text).toMatch(/^host: 64 cores, vCPUs have 8; guests take .* for I\/O, the host .* interrupts a second$/m);
    expect(text).toMatch(/^10 % more gives 2\.47 Gbit\/s out: port 0 of 0000:3b:00\.0, transmit: .*, 100 % used$/m);
  });

  test('has every way to the I/O, those of the plan marked', () => {
    expect(text).toMatch(/^\* a VF for each VM, interrupts posted /m);
    expect(text).toMatch(/^ {2}vhost-net and I\/O threads .*then no [a-zA-Z ]+/m);
  });

  test('says what is not known and what to state', () => {
    expect(renderOutlook(outlookOf(PFS))).toMatch(
      /^not known\n(.*\n)*? {2}VMs a host and cost: .* give --vcpus and --memory-gib to sriov simulate$/m,
    );
  });

  test('keeps hostile names on their line', () => {
    const hostile = renderOutlook(outlookOf([nic([{ vm: 'a\nb\u001b[31m', demand: network(1, 1) }])]));
    expect(hostile).not.toContain('\u001b');
    expect(hostile).not.toMatch(/^b/m);
  });
});
