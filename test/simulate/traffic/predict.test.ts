import fc from '../../support/properties';
import { NIC_FAMILIES, type NicFamily } from '../../../lib/simulate/performance/hardware/nics';
import { predict } from '../../../lib/simulate/traffic/predict';
import type { AttachmentPrediction, HostPrediction } from '../../../lib/simulate/traffic/prediction';
import { device } from '../../support/catalog';
import { type PfSketch, resolvedHost } from '../../support/resolved';
import { block, drive, network, nic, upstreamLink } from './hosts';

/** What 25 Gbit/s of wire carry in frames of 1518 bytes. */
const FULL_PORT = (25_000 * 1518) / 1538;

const UNKNOWN_LINK = upstreamLink('0000:86:00.0', null, null);

function predictionOf(...pfs: PfSketch[]): HostPrediction {
  return predict(resolvedHost({ pfs }));
}

function firstOf(...pfs: PfSketch[]): AttachmentPrediction {
  return predictionOf(...pfs).attachments[0];
}

function times<T>(count: number, item: T): T[] {
  return Array.from({ length: count }, () => item);
}

describe('with the declared demands of the neighbours', () => {
  test('who asks for little gets it, and nothing but its own demand stops it', () => {
    const [first] = predictionOf(nic([{ demand: network(1000, 2000) }, { demand: network(9000, 9000) }])).attachments;
    expect(first.demand).toEqual({ txMbps: 1000, rxMbps: 2000 });
    expect(first.predicted).toEqual({ txMbps: 1000, rxMbps: 2000 });
    expect(first.bottleneck).toEqual({ resource: 'demand', description: 'its own demand' });
  });

  test('a port that is asked for too much is shared evenly, less preamble and gap of every frame', () => {
    const { attachments } = predictionOf(nic(times(5, { demand: network(10_000, 1000) })));
    for (const { predicted } of attachments) {
      expect(predicted.txMbps).toBeCloseTo(FULL_PORT / 5, 6);
      expect(predicted.rxMbps).toBe(1000);
    }
    expect(attachments[0].bottleneck).toEqual({
      resource: 'port:0000:3b:00.0:tx',
      description: 'port 0 of 0000:3b:00.0, transmit: 25 Gbit/s, speed of ens1f0',
    });
  });

  test('both directions of a port are shared apart from each other', () => {
    const { attachments } = predictionOf(nic([{ demand: network(20_000, 100) }, { demand: network(100, 20_000) }]));
    expect(attachments.map((a) => a.predicted)).toEqual([
      { txMbps: 20_000, rxMbps: 100 },
      { txMbps: 100, rxMbps: 20_000 },
    ]);
  });

  test('small frames carry less over the same port', () => {
    const small = firstOf(nic([{ demand: network(25_000, 0, 64) }]));
    expect(small.predicted.txMbps).toBeCloseTo((25_000 * 64) / 84, 6);
  });

  test('a neighbour without a demand counts as idle', () => {
    expect(firstOf(nic([{ demand: network(20_000, 0) }, {}])).predicted.txMbps).toBe(20_000);
  });

  test('who declares nothing is shown what it could take beside those who do', () => {
    const { attachments, assumptions } = predictionOf(nic([{ demand: network(10_000, 0) }, {}, {}]));
    expect(attachments[1].demand).toBeUndefined();
    expect(attachments[1].predicted.txMbps).toBeCloseTo(FULL_PORT - 10_000, 6);
    expect(attachments[2].predicted).toEqual(attachments[1].predicted);
    expect(assumptions).toContain('attachments without a demand are taken to send frames of 1518 bytes');
  });

  test('says how much of every shared resource is taken, and by how many', () => {
    const { resources } = predictionOf(nic(times(3, { demand: network(1518, 0) })));
    expect(resources[0]).toEqual({
      id: 'port:0000:3b:00.0:tx',
      description: 'port 0 of 0000:3b:00.0, transmit: 25 Gbit/s, speed of ens1f0',
      capacity: 25_000,
      unit: 'Mbit/s',
      used: 3 * 1538,
      attachments: 3,
      source: 'speed of ens1f0',
    });
  });
});

describe('with greedy neighbours', () => {
  test('everybody can count on its even part of the port, however little the others declare', () => {
    const { attachments } = predictionOf(nic(times(5, { demand: network(8000, 1) })));
    expect(attachments[0].floor.txMbps).toBeCloseTo(FULL_PORT / 5, 6);
    expect(attachments[0].floor.rxMbps).toBe(1);
    expect(attachments[0].floorBottleneck.resource).toBe('port:0000:3b:00.0:tx');
  });

  test('a neighbour without a demand counts as greedy', () => {
    expect(firstOf(nic([{ demand: network(20_000, 0) }, {}])).floor.txMbps).toBeCloseTo(FULL_PORT / 2, 6);
  });

  test('VFs that nobody holds take nothing', () => {
    const sketch = nic([{ demand: network(20_000, 0) }]);
    const many = { ...sketch, pools: [{ ...sketch.pools?.[0], count: 64 }] };
    expect(firstOf(many).floor.txMbps).toBe(20_000);
  });

  test('a guarantee above the demand is what it is asked to keep', () => {
    const attachment = firstOf(nic([{ demand: network(100, 0), guarantee: { txMbps: 5000 } }, {}, {}]));
    expect(attachment.floor.txMbps).toBe(5000);
  });
});

describe('settings of a VF', () => {
  test('maxTxRateMbps stops what it sends, not what it receives', () => {
    const attachment = firstOf(nic([{ demand: network(5000, 5000), overrides: { maxTxRateMbps: 2000 } }]));
    expect(attachment.predicted).toEqual({ txMbps: 2000, rxMbps: 5000 });
    expect(attachment.bottleneck).toEqual({
      resource: 'maxTxRateMbps',
      description: 'its own maxTxRateMbps: 2 Gbit/s',
    });
  });

  test('maxTxRateMbps of the neighbours leaves more to count on', () => {
    const capped = { overrides: { maxTxRateMbps: 1000 } };
    const attachment = firstOf(nic([{ demand: network(20_000, 0) }, capped, capped]));
    expect(attachment.floor.txMbps).toBe(20_000);
  });

  test('minTxRateMbps is kept beside greedy neighbours', () => {
    const attachment = firstOf(nic([{ demand: network(15_000, 0), overrides: { minTxRateMbps: 12_000 } }, {}, {}, {}]));
    expect(attachment.floor.txMbps).toBe(12_000);
  });

  test('minimum rates that do not fit are kept in proportion', () => {
    const { attachments } = predictionOf(
      nic([{ overrides: { minTxRateMbps: 30_000 } }, { overrides: { minTxRateMbps: 10_000 } }]),
    );
    expect(attachments[0].floor.txMbps).toBeCloseTo(FULL_PORT * 0.75, 6);
    expect(attachments[1].floor.txMbps).toBeCloseTo(FULL_PORT * 0.25, 6);
  });

  test('a driver that knows no minimum rates keeps none', () => {
    const pf = nic([{ overrides: { minTxRateMbps: 20_000 } }, {}], { driver: 'i40e' });
    expect(firstOf(pf).floor.txMbps).toBeCloseTo(FULL_PORT / 2, 6);
  });

  test('a driver of which that is not known is taken to keep them, and this is said', () => {
    const prediction = predictionOf(nic([{ overrides: { minTxRateMbps: 20_000 } }, {}], { driver: 'qede' }));
    expect(prediction.attachments[0].floor.txMbps).toBe(20_000);
    expect(prediction.assumptions).toContain(
      'whether the driver of 0000:3b:00.0 keeps minTxRateMbps is not known: it is taken to',
    );
  });

  test('mlx5 makes shares of minimum rates, so that the whole port goes to those who have one', () => {
    const prediction = predictionOf(
      nic([{ overrides: { minTxRateMbps: 3000 } }, { overrides: { minTxRateMbps: 1500 } }], { driver: 'mlx5_core' }),
    );
    expect(prediction.attachments[0].floor.txMbps).toBeCloseTo((FULL_PORT * 2) / 3, 6);
    expect(prediction.attachments[1].floor.txMbps).toBeCloseTo(FULL_PORT / 3, 6);
    expect(prediction.assumptions.join('\n')).toMatch(/turns minTxRateMbps into a share/);
  });

  test('mlx5 leaves one part in a hundred of the largest share to those without a minimum rate', () => {
    const { attachments } = predictionOf(nic([{ overrides: { minTxRateMbps: 5000 } }, {}], { driver: 'mlx5_core' }));
    expect(attachments[1].floor.txMbps).toBeCloseTo(FULL_PORT / 101, 6);
  });

  test('a disabled link carries nothing', () => {
    const attachment = firstOf(nic([{ demand: network(100, 100), overrides: { linkState: 'disable' } }]));
    expect(attachment.predicted).toEqual({ txMbps: 0, rxMbps: 0 });
    expect(attachment.bottleneck.description).toBe('its own linkState: disable');
  });

  test('a disabled link is that of one VF, and not of others with the same demand', () => {
    const demand = network(100, 100);
    const { attachments } = predictionOf(
      nic([
        { demand },
        { demand, overrides: { linkState: 'disable' } },
        { demand, overrides: { linkState: 'enable' } },
      ]),
    );
    expect(attachments.map(({ predicted }) => predicted)).toEqual([
      { txMbps: 100, rxMbps: 100 },
      { txMbps: 0, rxMbps: 0 },
      { txMbps: 100, rxMbps: 100 },
    ]);
  });
});

describe('ceilings that a user gave', () => {
  test('limit the packets of a port', () => {
    const pf = nic([{ demand: network(20_000, 0, 64) }], {
      ceilings: { portPacketsPerSecond: 10e6, source: 'our lab' },
    });
    expect(firstOf(pf).predicted.txMbps).toBeCloseTo(10 * 64 * 8, 6);
    expect(firstOf(pf).bottleneck.description).toBe('packet rate of 0000:3b:00.0, transmit: 10M packets/s, our lab');
  });

  test('limit the packets of one VF in each direction', () => {
    const pf = nic([{ demand: network(20_000, 20_000, 64) }], {
      ceilings: { vfPacketsPerSecond: 9e6, source: 'our lab' },
    });
    expect(firstOf(pf).predicted.rxMbps).toBeCloseTo(9 * 64 * 8, 6);
    expect(firstOf(pf).bottleneck.description).toBe('packet rate of one VF of 0000:3b:00.0: 9M packets/s, our lab');
  });
});

describe('packet rates that are published of a family of NICs', () => {
  const xl710 = (address: string, change: Partial<PfSketch> = {}): PfSketch => ({
    ...nic([{ demand: network(40_000, 40_000, 64) }], { address, speedMbps: 40_000 }),
    device: device('intel-xl710-qsfp'),
    ...change,
  });
  const mpps = (mbps: number | undefined) => (mbps ?? 0) / 8 / 64;

  test('limit the small frames of a port', () => {
    const { predicted, bottleneck } = firstOf(xl710('0000:3b:00.0'));
    expect(mpps(predicted.rxMbps)).toBeCloseTo(35);
    expect(bottleneck.description).toMatch(/^packet rate of 0000:3b:00\.0, transmit: 35M packets\/s, xdp-project/);
  });

  test('limit those of all ports of a card together', () => {
    const { attachments } = predictionOf(xl710('0000:3b:00.0'), xl710('0000:3b:00.1'));
    expect(attachments.map(({ predicted }) => mpps(predicted.rxMbps))).toEqual([18.75, 18.75]);
    expect(attachments[0].bottleneck.resource).toBe('packets:0000:3b:00:tx');
  });

  test('are no limit to full frames', () => {
    const full = xl710('0000:3b:00.0', nic([{ demand: network(40_000, 0) }], { speedMbps: 40_000 }));
    const pf = { ...full, device: device('intel-xl710-qsfp') };
    expect(firstOf(pf).bottleneck.resource).toBe('port:0000:3b:00.0:tx');
  });

  test('give way to what the device itself states', () => {
    const stated = { ...device('intel-xl710-qsfp'), ceilings: { portPacketsPerSecond: 10e6, source: 'our lab' } };
    expect(mpps(firstOf(xl710('0000:3b:00.0', { device: stated })).predicted.rxMbps)).toBeCloseTo(10);
  });

  test('are of devices that the catalog has', () => {
    const ids = Object.values<NicFamily>(NIC_FAMILIES).flatMap(({ devices }) => devices);
    expect(ids.map((id) => device(id).id)).toEqual(ids);
    expect(new Set(ids).size).toBe(ids.length);
  });
});

describe('PCIe', () => {
  test('a narrow slot stops a fast port', () => {
    const pf = nic([{ demand: network(0, 25_000) }], { link: { speedGTs: 8, width: 1 } });
    const { predicted, bottleneck } = firstOf(pf);
    expect(predicted.rxMbps).toBeLessThan(7000);
    expect(predicted.rxMbps).toBeGreaterThan(6000);
    expect(bottleneck.description).toBe(
      'PCIe link of 0000:3b:00 towards the host: 7.444 Gbit/s at 8 GT/s x1, current_link_speed and current_link_width of 0000:3b:00.0',
    );
  });

  test('two ports of one card share its slot', () => {
    const narrow = { speedGTs: 8, width: 4 };
    const alone = firstOf(nic([{ demand: network(0, 25_000) }], { link: narrow }));
    const [first, second] = predictionOf(
      nic([{ demand: network(0, 25_000) }], { link: narrow }),
      nic([{ demand: network(0, 25_000) }], { link: narrow, address: '0000:3b:00.1' }),
    ).attachments;
    expect(alone.bottleneck.resource).toBe('port:0000:3b:00.0:rx');
    expect(first.bottleneck.resource).toBe('pcie:0000:3b:00:to-host');
    expect(first.predicted.rxMbps).toBeCloseTo(second.predicted.rxMbps ?? 0, 9);
    expect(first.predicted.rxMbps).toBeLessThan(14_000);
  });

  test('two cards below one switch share its link', () => {
    const upstream = [upstreamLink('0000:3a:01.0', 16, 8), upstreamLink('0000:39:00.0', 8, 4)];
    const [first] = predictionOf(
      nic([{ demand: network(0, 25_000) }], { upstream }),
      nic([{ demand: network(0, 25_000) }], { upstream, address: '0000:5e:00.0' }),
    ).attachments;
    expect(first.bottleneck.resource).toBe('pcie:0000:39:00.0:to-host');
  });

  test('a drive and a NIC below one switch share its link by the bits that they move', () => {
    const upstream = [upstreamLink('0000:39:00.0', 8, 2)];
    const sheet = { randReadIops: 10e6, seqReadMBps: 100_000 };
    const { attachments } = predictionOf(
      nic([{ demand: network(0, 25_000) }], { upstream }),
      drive([{ demand: block(2e6) }], sheet, undefined, { upstreamLinks: upstream }),
    );
    expect(attachments.map((a) => a.bottleneck.resource)).toEqual(times(2, 'pcie:0000:39:00.0:to-host'));
    expect((attachments[1].predicted.iops ?? 0) * 4096 * 8 * 1e-6).toBeCloseTo(attachments[0].predicted.rxMbps ?? 0, 3);
  });

  test('what the link registers of a function in a processor tell stops nothing, and this is said', () => {
    const none = { speedGTs: 2.5, width: 1 };
    const { attachments, assumptions } = predictionOf({
      ...nic([{ demand: network(0, 25_000) }], { link: none, upstream: [upstreamLink('0000:3a:00.0', 2.5, 1)] }),
      device: device('intel-e823-c-sfp'),
    });
    expect(attachments[0].bottleneck.resource).toBe('port:0000:3b:00.0:rx');
    expect(assumptions.filter((text) => text.includes('PCIe'))).toEqual([
      '0000:3b:00.0 is part of the processor or chipset: it has no PCIe link of its own',
    ]);
  });

  test('a link of unknown speed is not modelled, and this is said once', () => {
    const { attachments, assumptions } = predictionOf(
      nic([{ demand: network(25_000, 0) }, {}], { link: { speedGTs: null } }),
    );
    expect(attachments[0].bottleneck.resource).toBe('port:0000:3b:00.0:tx');
    expect(assumptions.filter((text) => text.includes('PCIe'))).toEqual([
      'PCIe link of 0000:3b:00.0: speed or width is not known, it is not modelled',
    ]);
  });
});

describe('drives', () => {
  const sheet = { randReadIops: 1_000_000, randWriteIops: 200_000, seqReadMBps: 6400, seqWriteMBps: 4000 };

  test('reads and writes share the time of the drive', () => {
    const half = firstOf(drive([{ demand: block(1e6, { readShare: 0.5 }) }], sheet));
    // 0.5 of a millionth and 0.5 of a 200 000th of a second a command.
    expect(half.predicted.iops).toBeCloseTo(1 / (0.5e-6 + 2.5e-6), 3);
    expect(half.bottleneck.description).toBe(
      'random I/O of 0000:86:00.0: 1M IOPS reading or 200k IOPS writing, test sheet',
    );
  });

  test('large blocks are stopped by the bandwidth', () => {
    const large = firstOf(drive([{ demand: block(1e6, { blockBytes: 131_072, readShare: 0 }) }], sheet));
    expect(large.predicted.iops).toBeCloseTo(4e9 / 131_072, 3);
    expect(large.bottleneck.resource).toBe('bandwidth:0000:86:00.0');
  });

  test('commands of all VFs are served in turn, whatever their size', () => {
    const { attachments } = predictionOf(
      drive([{ demand: block(1e6) }, { demand: block(1e6, { blockBytes: 16_384 }) }], sheet),
    );
    expect(attachments[0].predicted.iops).toBeCloseTo(attachments[1].predicted.iops ?? 0, 6);
  });

  test('a fast drive is stopped by its slot', () => {
    const fast = { randReadIops: 5e6, seqReadMBps: 20_000 };
    const narrow = { link: upstreamLink('0000:86:00.0', 8, 2) };
    expect(firstOf(drive([{ demand: block(5e6) }], fast, undefined, narrow)).bottleneck.resource).toBe(
      'pcie:0000:86:00:to-host',
    );
  });

  test('one VF has the limits that a user gave', () => {
    const byCommands = firstOf(drive([{ demand: block(1e6) }], sheet, { vfIops: 50_000, source: 'firmware' }));
    expect(byCommands.predicted.iops).toBe(50_000);
    expect(byCommands.bottleneck.description).toBe('I/O rate of one VF of 0000:86:00.0: 50k IOPS, firmware');
    const byBytes = firstOf(
      drive([{ demand: block(1e6) }], sheet, { vfIops: 50_000, vfMBps: 40.96, source: 'firmware' }),
    );
    expect(byBytes.predicted.iops).toBeCloseTo(10_000, 6);
    expect(byBytes.bottleneck.description).toBe('bandwidth of one VF of 0000:86:00.0: 40.96 MB/s, firmware');
  });

  test('what is not known of a drive is not modelled, and this is said', () => {
    const demand = block(1e5, { readShare: 0.5 });
    const { attachments, assumptions } = predictionOf(drive([{ demand }], { randReadIops: 5e5 }));
    expect(attachments[0].predicted.iops).toBe(1e5);
    expect(assumptions).toContain(
      'random read and write rates of 0000:86:00.0 are known in part: writes are counted as free',
    );
    expect(assumptions).toContain(
      'read and write bandwidths of 0000:86:00.0 are not known: they are not modelled, and low ends are those of usual SSDs',
    );
  });

  test('a write rate that nobody needs is not missed', () => {
    const { assumptions } = predictionOf(drive([{ demand: block(1e5) }], { randReadIops: 5e5, seqReadMBps: 6400 }));
    expect(assumptions.filter((text) => text.includes('0000:86:00.0'))).toEqual([]);
  });

  test('writes to a drive of which only reads are known take nothing of it', () => {
    const demand = block(9e9, { readShare: 0 });
    const attachment = firstOf(drive([{ demand }], { randReadIops: 5e5 }, undefined, { link: UNKNOWN_LINK }));
    expect(attachment.predicted.iops).toBe(9e9);
  });
});

describe('what is not known', () => {
  test('no rate is given where no capacity on the way is known', () => {
    const prediction = predictionOf(nic([{}], { speedMbps: null, link: { width: null } }));
    expect(prediction.attachments[0].predicted).toEqual({});
    expect(prediction.attachments[0].bottleneck.resource).toBe('unknown');
    expect(prediction.assumptions).toContain('link speed of 0000:3b:00.0 is not known: its port is not modelled');
  });

  test('a demand is met as far as anybody knows', () => {
    const attachment = firstOf(nic([{ demand: network(1000, 1000) }], { speedMbps: null, link: { width: null } }));
    expect(attachment.predicted).toEqual({ txMbps: 1000, rxMbps: 1000 });
    expect(attachment.bottleneck.resource).toBe('demand');
  });

  test('nothing is predicted for an attachment without a VF', () => {
    const host = resolvedHost({ pfs: [nic([{}, {}])] });
    const [first, second] = host.attachments;
    const prediction = predict({ ...host, attachments: [{ ...first, vf: null }, second] });
    expect(prediction.attachments.map((a) => a.path)).toEqual([second.path]);
    expect(prediction.assumptions).toContain(`${first.path} has no VF: nothing is predicted for it`);
  });

  test.each([
    ['of a drive', block(1000)],
    ['without a number', network(Number.NaN, 0)],
    ['without end', network(Number.POSITIVE_INFINITY, 0)],
    ['below nothing', network(-1, 0)],
    ['of empty frames', network(1, 1, 0)],
  ])('a demand %s is not counted for a NIC', (_words, demand) => {
    const { attachments, assumptions } = predictionOf(nic([{ demand }, { demand: network(1000, 0) }]));
    expect(attachments[0].demand).toBeUndefined();
    expect(attachments[1].predicted.txMbps).toBe(1000);
    expect(assumptions.join('\n')).toMatch(/the demand of .* is not one of a NIC with usable numbers/);
  });

  test('a token is named', () => {
    const { assumptions } = predictionOf(nic([{ unresolved: ['maxTxRateMbps', 'vlan'] }]));
    expect(assumptions.filter((text) => text.includes('deploy'))).toEqual([
      expect.stringMatching(/^maxTxRateMbps of .* is known only at deploy: not counted$/),
    ]);
  });
});

test('the order of attachments changes nothing', () => {
  const demands = [network(9000, 100), network(100, 9000), network(20_000, 20_000, 64)];
  const attached = demands.map((demand, i) => ({ vm: `vm${i}`, demand }));
  fc.assert(
    fc.property(fc.shuffledSubarray(attached, { minLength: 3 }), (order) => {
      const byVm = (host: HostPrediction) =>
        new Map(host.attachments.map((a) => [a.path.split('/').at(-1)?.split('-')[0], a.predicted]));
      const found = byVm(predictionOf(nic(order)));
      for (const [vm, wanted] of byVm(predictionOf(nic(attached)))) {
        expect(found.get(vm)?.txMbps).toBeCloseTo(wanted.txMbps ?? -1, 6);
        expect(found.get(vm)?.rxMbps).toBeCloseTo(wanted.rxMbps ?? -1, 6);
      }
    }),
  );
});
