import { MaxMinSharing } from '../lib/simulate/sharing/max-min';
import { missingOf } from '../test/support/require-tool';
import {
  randomInstance,
  randomShape,
  type Shape,
  type SharingInstance,
} from '../test/simulate/sharing/simgrid/random-instance';
import { largestDifference, shareBySimGrid, SIMGRID_TOOLS } from '../test/simulate/sharing/simgrid/simgrid';
import { type Goal, measuredOnProcessor, median, report, type Row } from './report';

/**
 * Sharing against SimGrid: the same rates for random instances, and the time on a processor for large ones, twice. From an
 * instance to its rates, SimGrid (through S4U) makes hosts, links and routes, starts all flows and shares, and the library indexes the
 * instance and shares. Where platform and index are there already, SimGrid starts the flows and shares, and the library shares.
 */

const INSTANCES = 1000;
/** Instances that are held in memory at a time. */
const BATCH = 50;
const LEAST_FLOWS = 10;
const MOST_FLOWS = 10_000;

const LARGE = { flows: 10_000, resources: 1000 };
const LARGE_INSTANCES = 5;
/** Sharings that are timed as one: the kernel may count a thread's time in steps of 4 ms. */
const ROUNDS = 50;
const WARM_UP = 30;

const GROWTH = [1e3, 1e4, 1e5, 1e6];

function shapeOf(flows: number, resources: number): Shape {
  return { flows, resources, usesPerFlow: 4, weights: [1], amounts: [1] };
}

function shareOf({ problem, ceiling }: SharingInstance): Float64Array {
  return new MaxMinSharing(problem).share(new Float64Array(ceiling.length), ceiling).rate;
}

interface Agreement {
  readonly flows: number;
  readonly difference: number;
}

function agreementOfAll(): Agreement[] {
  const found: Agreement[] = [];
  for (let first = 0; first < INSTANCES; first += BATCH) {
    const instances = Array.from({ length: BATCH }, (_, n) =>
      randomInstance(`instance ${first + n}`, randomShape(`shape ${first + n}`, LEAST_FLOWS, MOST_FLOWS)),
    );
    shareBySimGrid(instances).forEach(({ rate }, n) => {
      const flows = rate.length;
      found.push({ flows, difference: largestDifference(shareOf(instances[n]), rate) });
    });
    console.error(`${found.length} of ${INSTANCES} instances compared`);
  }
  return found;
}

/** A line for each order of magnitude. */
function agreementRows(all: readonly Agreement[]): Row[] {
  return [10, 100, 1000].map((least) => {
    const some = all.filter(({ flows }) => flows >= least && (flows < 10 * least || least === 1000));
    const differences = some.map(({ difference }) => difference);
    return {
      what: `the same rates, ${least} to ${10 * least} flows`,
      instances: some.length,
      'median difference': median(differences).toExponential(1),
      'largest difference': Math.max(...differences).toExponential(1),
    };
  });
}

interface Times {
  /** Milliseconds, index included. */
  readonly whole: number;
  readonly sharing: number;
}

function timesOf({ problem, ceiling }: SharingInstance, rounds: number): Times {
  const none = new Float64Array(ceiling.length);
  const indexed = new MaxMinSharing(problem);
  const each = (work: () => void) =>
    measuredOnProcessor(() => {
      for (let n = 0; n < rounds; n += 1) work();
    }) / rounds;
  return {
    whole: each(() => new MaxMinSharing(problem).share(none, ceiling)),
    sharing: each(() => indexed.share(none, ceiling)),
  };
}

interface Speed {
  readonly rows: readonly Row[];
  readonly own: Times;
  readonly peer: Times;
}

function againstSimGrid({ flows, resources }: typeof LARGE): Speed {
  const instances = Array.from({ length: LARGE_INSTANCES }, (_, n) =>
    randomInstance(`large ${n}`, shapeOf(flows, resources)),
  );
  const peers = shareBySimGrid(instances);
  for (let n = 0; n < WARM_UP; n += 1) shareOf(instances[n % instances.length]);
  const owns = instances.map((instance) => timesOf(instance, ROUNDS));
  const own = { whole: median(owns.map((t) => t.whole)), sharing: median(owns.map((t) => t.sharing)) };
  const peer = {
    whole: median(peers.map((t) => t.platformMilliseconds + t.milliseconds)),
    sharing: median(peers.map((t) => t.milliseconds)),
  };
  const row = (what: string, ms: number, simGrid: number): Row => ({
    what,
    flows,
    resources,
    ms,
    'µs a flow': (1000 * ms) / flows,
    'SimGrid ms': simGrid,
    'times as fast': simGrid / ms,
  });
  const rows = [
    row('from an instance to its rates', own.whole, peer.whole),
    row('sharing alone', own.sharing, peer.sharing),
  ];
  return { rows, own, peer };
}

function growthRow(flows: number): Row {
  const resources = flows / 10;
  const instance = randomInstance('growth', shapeOf(flows, resources));
  const rounds = Math.max(3, 1e6 / flows);
  for (let n = 0; n < Math.min(WARM_UP, rounds); n += 1) shareOf(instance);
  const ms = timesOf(instance, rounds).whole;
  return { what: 'growth, from an instance to its rates', flows, resources, ms, 'µs a flow': (1000 * ms) / flows };
}

function bench(): void {
  const missing = missingOf(SIMGRID_TOOLS);
  if (missing.length > 0) throw new Error(`SimGrid needs what this machine lacks: ${missing.join(', ')}`);
  const agreement = agreementOfAll();
  const { rows, own, peer } = againstSimGrid(LARGE);
  const largest = Math.max(...agreement.map(({ difference }) => difference));
  const goals: Goal[] = [
    {
      name: `largest difference of a rate from SimGrid's, ${agreement.length} instances of up to ${MOST_FLOWS} flows`,
      value: largest * 1e9,
      unit: 'billionths',
      goal: 1000,
    },
    { name: `${LARGE.flows} flows over ${LARGE.resources} resources`, value: own.whole, unit: 'ms', goal: 30 },
    { name: 'the same as a part of what SimGrid takes', value: (100 * own.whole) / peer.whole, unit: '%', goal: 5 },
    { name: 'sharing alone, likewise', value: (100 * own.sharing) / peer.sharing, unit: '%', goal: 5 },
  ];
  report({ bench: 'maxmin', rows: [...agreementRows(agreement), ...rows, ...GROWTH.map(growthRow)], goals });
}

try {
  bench();
} catch (error) {
  console.error(error instanceof Error ? error.message : error);
  process.exitCode = 2;
}
