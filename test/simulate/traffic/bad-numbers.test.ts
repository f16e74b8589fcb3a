import fc from '../../support/properties';
import { predictionFindings } from '../../../lib/simulate/traffic/findings';
import { predict } from '../../../lib/simulate/traffic/predict';
import type { Delivered } from '../../../lib/simulate/traffic/prediction';
import { resolvedHost } from '../../support/resolved';
import { drive, nic } from './hosts';

/** Rules find fault with such numbers; the prediction must get to its end all the same. */
const number = fc.oneof(
  fc.double(),
  fc.constantFrom(0, -0, -1, 1, 64, 4096, 25_000, Number.NaN, Number.POSITIVE_INFINITY, Number.MAX_VALUE, 5e-324),
);

const networkAttachment = fc.record(
  {
    demand: fc.record({ kind: fc.constant('network' as const), txMbps: number, rxMbps: number, frameBytes: number }),
    guarantee: fc.record({ txMbps: number, rxMbps: number, iops: number }),
    overrides: fc.record({ minTxRateMbps: number, maxTxRateMbps: number }),
  },
  { requiredKeys: [] },
);

const blockAttachment = fc.record(
  {
    demand: fc.record({
      kind: fc.constant('block' as const),
      iops: number,
      blockBytes: number,
      readShare: number,
      queueDepth: number,
    }),
    guarantee: fc.record({ iops: number }),
  },
  { requiredKeys: [] },
);

const hosts = fc
  .record({
    network: fc.array(networkAttachment, { maxLength: 5 }),
    block: fc.array(blockAttachment, { maxLength: 5 }),
    speedMbps: number,
    speedGTs: fc.oneof(number, fc.constantFrom(8, 16, 64)),
    width: number,
    ceilings: fc.record({
      portPacketsPerSecond: number,
      vfPacketsPerSecond: number,
      vfIops: number,
      vfMBps: number,
      source: fc.constant('test'),
    }),
    driver: fc.constantFrom('ice' as const, 'mlx5_core' as const),
    drive: fc.record({ randReadIops: number, randWriteIops: number, seqReadMBps: number, seqWriteMBps: number }),
  })
  .map(({ network, block, speedMbps, speedGTs, width, ceilings, driver, drive: performance }) =>
    resolvedHost({
      pfs: [
        nic(network, { speedMbps, link: { speedGTs, width }, ceilings, driver }),
        drive(block, performance, ceilings),
      ],
    }),
  );

test('whatever the numbers are, every rate is a number of at least 0, and every finding can be read', () => {
  fc.assert(
    fc.property(hosts, (host) => {
      const prediction = predict(host);
      expect(prediction.attachments).toHaveLength(host.attachments.length);
      const rates = prediction.attachments.flatMap(({ predicted, floor }) => [predicted, floor]).flatMap(numbersOf);
      expect(rates.filter((rate) => !(rate >= 0 && Number.isFinite(rate)))).toEqual([]);
      for (const finding of predictionFindings(host, prediction)) {
        expect(`${finding.message}. ${finding.fix}`).not.toMatch(/NaN|undefined|Infinity/);
      }
    }),
    { numRuns: 400 },
  );
});

function numbersOf({ txMbps = 0, rxMbps = 0, iops = 0 }: Delivered): number[] {
  return [txMbps, rxMbps, iops];
}
