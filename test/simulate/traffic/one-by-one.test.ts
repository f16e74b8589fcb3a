import fc from '../../support/properties';
import type { WantedAttachment } from '../../../lib/model/wanted';
import type { Flow } from '../../../lib/simulate/traffic/flow';
import { MaxMinSharing } from '../../../lib/simulate/sharing/max-min';
import { predict } from '../../../lib/simulate/traffic/predict';
import { EIGHTY_PERCENT } from '../../../lib/simulate/performance/system/quantity';
import type { Delivered } from '../../../lib/simulate/traffic/prediction';
import { problemOf, type TrafficModel, trafficModel } from '../../../lib/simulate/traffic/traffic-model';
import { type PfSketch, resolvedHost } from '../../support/resolved';
import { block, drive, network, nic, upstreamLink } from './hosts';

/**
 * `predict` leaves out resources that cannot be full and answers for many attachments at once. Here every attachment is
 * asked on its own, over all resources, as the two answers are defined.
 */

const UNLIMITED = Number.POSITIVE_INFINITY;

function shareOneByOne(
  model: TrafficModel,
  neighbours: (demand: number | null) => number,
  own: (demand: number | null, guarantee: number) => number,
): number[][] {
  const { flows, owners } = flowsOfEach(model);
  const sharing = new MaxMinSharing(problemOf(flows, model.resources));
  const floor = Float64Array.from(flows, (flow) => flow.floor);
  return model.members.map((_, m) => {
    const ceiling = Float64Array.from(flows, (flow, f) =>
      Math.min(flow.limit.value, owners[f] === m ? own(flow.demand, flow.guarantee) : neighbours(flow.demand)),
    );
    return [...sharing.share(floor, ceiling).rate].filter((_rate, f) => owners[f] === m);
  });
}

/** The model counts flows that are alike; here every attachment has its own, and `owners` says which. */
function flowsOfEach(model: TrafficModel): { flows: Flow[]; owners: number[] } {
  const flows: Flow[] = [];
  const owners: number[] = [];
  model.members.forEach(({ group }, m) => {
    const { first, count } = model.groups[group];
    for (const flow of model.flows.slice(first, first + count)) {
      flows.push({ ...flow, count: 1 });
      owners.push(m);
    }
  });
  return { flows, owners };
}

function numbersOf(delivered: Delivered): (number | undefined)[] {
  return 'iops' in delivered ? [delivered.iops] : [delivered.txMbps, delivered.rxMbps];
}

function expectRates(found: readonly Delivered[], wanted: readonly number[][]): void {
  found.forEach((delivered, m) => {
    numbersOf(delivered).forEach((rate, i) => {
      expect(Math.abs((rate ?? UNLIMITED) - wanted[m][i])).toBeLessThanOrEqual(1e-6 * Math.max(1, wanted[m][i]));
    });
  });
}

const rate = fc.oneof(fc.constant(0), fc.integer({ min: 1, max: 30_000 }), fc.constantFrom(1000, 5000));
const frame = fc.constantFrom(64, 512, 1518);
const networkAttachment: fc.Arbitrary<Partial<WantedAttachment>> = fc.record(
  {
    demand: fc.tuple(rate, rate, frame).map(([tx, rx, bytes]) => network(tx, rx, bytes)),
    overrides: fc.record({ minTxRateMbps: rate, maxTxRateMbps: rate }, { requiredKeys: [] }),
    guarantee: fc.record({ txMbps: rate, rxMbps: rate }, { requiredKeys: [] }),
  },
  { requiredKeys: [] },
);
const blockAttachment: fc.Arbitrary<Partial<WantedAttachment>> = fc.record(
  {
    demand: fc
      .tuple(fc.integer({ min: 0, max: 2e6 }), fc.constantFrom(4096, 65_536), fc.constantFrom(0, 0.3, 1))
      .map(([iops, blockBytes, readShare]) => block(iops, { blockBytes, readShare })),
    guarantee: fc.record({ iops: fc.integer({ min: 0, max: 1e6 }) }),
  },
  { requiredKeys: [] },
);

/** Slots and switches from so narrow that nothing else matters to so wide that they never do. */
const width = fc.constantFrom(1, 2, 4, 16);
const upstream = fc.oneof(
  fc.constant([]),
  width.map((lanes) => [upstreamLink('0000:39:00.0', 8, lanes)]),
);

const nics = fc
  .record({
    attached: fc.array(networkAttachment, { maxLength: 7 }),
    speedMbps: fc.constantFrom(10_000, 25_000, 100_000, null),
    lanes: width,
    upstream,
    driver: fc.constantFrom('ice' as const, 'ice' as const, 'mlx5_core' as const, 'i40e' as const),
    ceilings: fc.option(fc.constant({ portPacketsPerSecond: 20e6, vfPacketsPerSecond: 9e6, source: 'test' }), {
      nil: undefined,
    }),
  })
  .map(
    ({ attached, lanes, ...sketch }) =>
      (address: string) =>
        nic(attached, { ...sketch, address, link: { speedGTs: 8, width: lanes } }),
  );

const drives = fc.record({ attached: fc.array(blockAttachment, { maxLength: 5 }), lanes: width, upstream }).map(
  ({ attached, lanes, upstream: above }) =>
    (address: string): PfSketch =>
      drive(
        attached,
        { randReadIops: 1.4e6, randWriteIops: 2e5, seqReadMBps: 6400, seqWriteMBps: 3800, source: 'test' },
        undefined,
        { address, link: upstreamLink(address, 8, lanes), upstreamLinks: above },
      ),
);

const ADDRESSES = ['0000:3b:00.0', '0000:3b:00.1', '0000:5e:00.0', '0000:86:00.0'];
const models = fc
  .array(fc.oneof({ weight: 3, arbitrary: nics }, { weight: 1, arbitrary: drives }), { minLength: 1, maxLength: 4 })
  .map((pfs) => resolvedHost({ pfs: pfs.map((pf, i) => pf(ADDRESSES[i])) }));

test('the floor of every attachment is what it gets when all others are greedy', () => {
  fc.assert(
    fc.property(models, (host) => {
      const wanted = shareOneByOne(
        trafficModel(host),
        () => UNLIMITED,
        (demand, guarantee) => (demand === null ? UNLIMITED : Math.max(demand, guarantee)),
      );
      expectRates(
        predict(host).attachments.map((a) => a.floor),
        wanted,
      );
    }),
    { numRuns: 250 },
  );
});

test('the prediction of every attachment is what it gets when all others keep to their demands', () => {
  fc.assert(
    fc.property(models, (host) => {
      const wanted = shareOneByOne(
        trafficModel(host),
        (demand) => demand ?? 0,
        (demand) => demand ?? UNLIMITED,
      );
      expectRates(
        predict(host).attachments.map((a) => a.predicted),
        wanted,
      );
    }),
    { numRuns: 250 },
  );
});

test('no resource of a host carries more than it can under the declared demands', () => {
  fc.assert(
    fc.property(models, (host) => {
      for (const { used, capacity } of predict(host).resources) {
        expect(used).toBeLessThanOrEqual(capacity * (1 + 1e-9));
      }
    }),
    { numRuns: 150 },
  );
});

/** The model with every uncertain capacity so many standard deviations away; below, with what is in doubt. */
function moved(model: TrafficModel, deviations: number): TrafficModel {
  const resources = model.resources.map((resource) => ({
    ...resource,
    capacity: resource.capacity * Math.exp(deviations * resource.spread),
  }));
  if (deviations > 0) return { ...model, resources };
  const doubted = model.doubted.map((doubt) => ({ ...resources[0], ...doubt }));
  const flows = model.flows.map((flow) => ({
    ...flow,
    uses: [
      ...flow.uses,
      ...flow.doubts.map(({ resource, amount }) => ({ resource: resource + resources.length, amount })),
    ],
  }));
  return { ...model, flows, resources: [...resources, ...doubted] };
}

test('the interval holds what comes of all capacities low, and of all high', () => {
  fc.assert(
    fc.property(models, (host) => {
      const model = trafficModel(host);
      const [low, high] = [-EIGHTY_PERCENT, EIGHTY_PERCENT].map((deviations) =>
        shareOneByOne(
          moved(model, deviations),
          (demand) => demand ?? 0,
          (demand) => demand ?? UNLIMITED,
        ),
      );
      const { attachments } = predict(host);
      const nominal = attachments.map(({ predicted }) => numbersOf(predicted).map((found) => found ?? UNLIMITED));
      const ends = (pick: (...numbers: number[]) => number) =>
        nominal.map((rates, m) => rates.map((found, i) => pick(found, low[m][i], high[m][i])));
      expectRates(
        attachments.map(({ predicted, predictedInterval }) => predictedInterval?.low ?? predicted),
        ends(Math.min),
      );
      expectRates(
        attachments.map(({ predicted, predictedInterval }) => predictedInterval?.high ?? predicted),
        ends(Math.max),
      );
    }),
    { numRuns: 250 },
  );
});
