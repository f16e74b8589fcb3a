import { NIC_FAMILIES } from '../../../lib/simulate/performance/hardware/nics';
import { predict } from '../../../lib/simulate/traffic/predict';
import type { AttachmentPrediction, HostPrediction } from '../../../lib/simulate/traffic/prediction';
import { device } from '../../support/catalog';
import { type PfSketch, resolvedHost } from '../../support/resolved';
import { block, drive, network, nic, upstreamLink } from './hosts';

function predictionOf(...pfs: PfSketch[]): HostPrediction {
  return predict(resolvedHost({ pfs }));
}

function firstOf(...pfs: PfSketch[]): AttachmentPrediction {
  return predictionOf(...pfs).attachments[0];
}

/** Ends of an 80 % interval of a normal distribution, in standard deviations. */
const END = 1.2816;

/** A slot that carries less than the port behind it. */
const NARROW = { speedGTs: 8, width: 2 };

/** That of the link, and that of the model of DMA. */
const PCIE_SPREAD = Math.hypot(0.01, 0.05);

describe('what is so by definition has no interval', () => {
  test('a demand that fits', () => {
    const { predictedInterval } = firstOf(nic([{ demand: network(1000, 2000) }]));
    expect(predictedInterval).toBeUndefined();
  });

  test('a share of a line rate', () => {
    const [greedy] = predictionOf(nic([{}, { demand: network(20_000, 0) }])).attachments;
    expect(greedy.predictedInterval).toBeUndefined();
  });

  test('a limit that somebody set', () => {
    const limited = { demand: network(5000, 5000), overrides: { maxTxRateMbps: 2000 } };
    expect(firstOf(nic([limited])).predictedInterval).toBeUndefined();
  });

  test('a resource says so of itself', () => {
    const [port, , toHost] = predictionOf(nic([{}])).resources;
    expect(port).not.toHaveProperty('spread');
    expect(toHost).toMatchObject({
      id: 'pcie:0000:3b:00:to-host',
      terms: ['PCIe link, less acknowledgements, flow control and skip sets', 'error of the DMA model'],
    });
    expect(toHost.spread).toBeCloseTo(PCIE_SPREAD, 12);
  });
});

describe('what a PCIe link gives is as sure as the model of the link', () => {
  test('of an attachment that the link stops', () => {
    const { predicted, predictedInterval, bottleneck } = firstOf(
      nic([{ demand: network(0, 20_000) }], { link: NARROW }),
    );
    expect(bottleneck.resource).toBe('pcie:0000:3b:00:to-host');
    const expected = predicted.rxMbps ?? NaN;
    expect(predictedInterval?.low.rxMbps).toBeCloseTo(expected * Math.exp(-END * PCIE_SPREAD), 6);
    expect(predictedInterval?.high.rxMbps).toBeCloseTo(expected * Math.exp(END * PCIE_SPREAD), 6);
  });

  test('a demand that fits just so may not fit', () => {
    const most = firstOf(nic([{ demand: network(0, 20_000) }], { link: NARROW })).predicted.rxMbps ?? NaN;
    const { predicted, predictedInterval } = firstOf(nic([{ demand: network(0, most * 0.98) }], { link: NARROW }));
    expect(predicted.rxMbps).toBeCloseTo(most * 0.98, 6);
    expect(predictedInterval?.low.rxMbps).toBeCloseTo(most * Math.exp(-END * PCIE_SPREAD), 6);
    expect(predictedInterval?.high.rxMbps).toBeCloseTo(most * 0.98, 6);
  });

  test('a demand far below the link has none', () => {
    expect(firstOf(nic([{ demand: network(0, 8000) }], { link: NARROW })).predictedInterval).toBeUndefined();
  });

  test('it concerns those alone whom the link can stop', () => {
    const { attachments } = predictionOf(
      nic([{ demand: network(0, 20_000) }], { link: NARROW }),
      nic([{ demand: network(0, 40_000) }], { address: '0000:5e:00.0' }),
    );
    expect(attachments.map(({ predictedInterval }) => predictedInterval !== undefined)).toEqual([true, false]);
  });

  test('who gets more where a neighbour is stopped has what is predicted within the interval', () => {
    const port = { upstream: [upstreamLink('0000:3a:00.0', 8, 2)] };
    const { attachments } = predictionOf(
      nic([{ demand: network(0, 20_000) }], port),
      drive([{ demand: block(400_000) }], { randReadIops: 1e6 }, undefined, {
        upstreamLinks: [upstreamLink('0000:3a:00.0', 8, 2)],
      }),
    );
    for (const { predicted, predictedInterval } of attachments) {
      const [value, low, high] = [predicted, predictedInterval?.low, predictedInterval?.high].map(
        (rates) => rates?.rxMbps ?? rates?.iops ?? NaN,
      );
      expect(low).toBeLessThanOrEqual(value);
      expect(high).toBeGreaterThanOrEqual(value);
    }
  });
});

describe('packet rates', () => {
  const small = (id: string, frameBytes = 64) => ({
    ...nic([{ demand: network(40_000, 0, frameBytes) }], { speedMbps: 40_000 }),
    device: device(id),
  });

  test('that are published are as sure as the constant', () => {
    const { predicted, predictedInterval } = firstOf(small('intel-xl710-qsfp'));
    const { spread } = NIC_FAMILIES.xl710.portPps;
    expect(predictedInterval?.low.txMbps).toBeCloseTo((predicted.txMbps ?? NaN) * Math.exp(-END * spread), 6);
  });

  test('that a user states are taken as they are', () => {
    const stated = nic([{ demand: network(20_000, 0, 64) }], {
      ceilings: { portPacketsPerSecond: 10e6, source: 'our lab' },
    });
    expect(firstOf(stated).predictedInterval).toBeUndefined();
  });

  test('that nobody published are at the low end those of the slowest card, and this is said', () => {
    const prediction = predictionOf(nic([{ demand: network(20_000, 0, 64) }]));
    const [{ predicted, predictedInterval }] = prediction.attachments;
    // 29 Mpps of a port of 100 Gbit/s (E822).
    expect(predictedInterval?.low.txMbps).toBeCloseTo((29 / 100) * 25 * 8 * 64, 6);
    expect(predictedInterval?.high).toEqual(predicted);
    expect(prediction.assumptions).toContain(
      'packet rates of 0000:3b:00.0 are not published: low ends are those of the slowest published card, 7.25M packets/s',
    );
  });

  test('are no matter where frames are large', () => {
    const prediction = predictionOf(nic([{ demand: network(25_000, 0, 512) }]));
    expect(prediction.attachments[0].predictedInterval).toBeUndefined();
    expect(prediction.assumptions.join('\n')).not.toMatch(/not published/);
  });
});

describe('a port or a link of which nothing is known', () => {
  test.each([
    ['port', { speedMbps: null }],
    ['link', { link: { speedGTs: null } }],
  ])('%s: nothing bounds the rate from below', (_, sketch) => {
    const { predicted, predictedInterval } = firstOf(nic([{ demand: network(1000, 500) }], sketch));
    expect(predicted).toEqual({ txMbps: 1000, rxMbps: 500 });
    expect(predictedInterval).toEqual({ low: { txMbps: 0, rxMbps: 0 }, high: predicted });
  });

  test('the port above a link that is known has the same wires', () => {
    const upstream = [upstreamLink('0000:3a:00.0', null, null)];
    expect(firstOf(nic([{ demand: network(1000, 500) }], { upstream })).predictedInterval).toBeUndefined();
  });
});

describe('drives', () => {
  test('are as sure as their data sheet', () => {
    const { predicted, predictedInterval } = firstOf(
      drive([{}], { randReadIops: 1e6, seqReadMBps: 6000, randWriteIops: 1e5, seqWriteMBps: 2000 }),
    );
    expect(predicted.iops).toBeCloseTo(1e6, 3);
    expect(predictedInterval?.low.iops).toBeCloseTo(1e6 * Math.exp(-END * 0.1), 3);
    expect(predictedInterval?.high.iops).toBeCloseTo(1e6 * Math.exp(END * 0.1), 3);
  });

  test('of which nothing is known are at the low end those of the usual kind', () => {
    const { predicted, predictedInterval } = firstOf(drive([{ demand: block(1e6) }], null));
    expect(predicted.iops).toBe(1e6);
    expect(predictedInterval?.low.iops).toBeCloseTo(7e5 * Math.exp(-END * 0.4), 3);
    expect(predictedInterval?.high.iops).toBe(1e6);
  });
});
