import {
  type Constant,
  exactly,
  product,
  quantity,
  quotient,
  scaled,
  sum,
} from '../../../../lib/simulate/performance/system/quantity';
import { latencies, rates, solve } from '../../../../lib/simulate/performance/system/solve';
import type { Flow, Resource, System } from '../../../../lib/simulate/performance/system/system';

const UNLIMITED = Number.POSITIVE_INFINITY;

/** A core: a nanosecond of work each nanosecond. */
const CORE: Resource = { id: 'core', name: 'switch core', capacity: exactly(1e9) };

function flow(change: Partial<Flow> = {}): Flow {
  return {
    id: 'vm',
    load: { kind: 'open', offered: UNLIMITED },
    pathNs: exactly(0),
    uses: [{ resource: 'core', amount: exactly(100) }],
    ...change,
  };
}

function system(flows: readonly Flow[], resources: readonly Resource[] = [CORE]): System {
  return { flows, resources };
}

function only(solved: System) {
  const [answer] = solve(solved).flows;
  if (answer === undefined) throw new Error('no flow');
  return answer;
}

function measured(value: number, spread: number): Constant {
  return { name: 'cost', value, unit: 'ns', spread, source: 'a test' };
}

describe('an open loop', () => {
  test('gets what the resource that is full first lets through, and is told which', () => {
    const wire: Resource = { id: 'wire', name: 'wire', capacity: exactly(5e6) };
    const uses = [
      { resource: 'core', amount: exactly(100) },
      { resource: 'wire', amount: exactly(1) },
    ];
    const answer = only(system([flow({ uses })], [CORE, wire]));
    expect(answer.rate).toBeCloseTo(5e6);
    expect(answer.bottleneck).toBe('wire');
  });

  test('that offers less than fits gets all of it', () => {
    expect(only(system([flow({ load: { kind: 'open', offered: 1e6 } })]))).toMatchObject({
      rate: 1e6,
      bottleneck: 'offered rate',
    });
  });

  test('stops at its own limit, by name', () => {
    const limits = [{ name: 'max_tx_rate', rate: exactly(2e6) }];
    expect(only(system([flow({ limits })]))).toMatchObject({ rate: 2e6, bottleneck: 'max_tx_rate' });
  });

  test('keeps its floor beside a greedy neighbour', () => {
    const { flows } = solve(system([flow({ id: 'kept', floor: 8e6 }), flow({ id: 'greedy' })]));
    expect(flows.map(({ rate }) => Math.round(rate))).toEqual([8e6, 2e6]);
  });

  test('shares by weight', () => {
    const { flows } = solve(system([flow({ weight: 3 }), flow()]));
    expect(flows.map(({ rate }) => Math.round(rate))).toEqual([7.5e6, 2.5e6]);
  });

  test('waits as in an M/M/1 queue where it is random, and not at all where it is regular', () => {
    const half = flow({ load: { kind: 'open', offered: 5e6 } });
    expect(only(system([half])).latencyNs).toBeCloseTo(200);
    expect(only(system([half], [{ ...CORE, variability: 0 }])).latencyNs).toBeCloseTo(100);
  });

  test('waits for a full queue where more is offered than fits, and for ever in one of unknown length', () => {
    expect(only(system([flow({ queueLength: 512 })])).latencyNs).toBeCloseTo(100 + 512 * 100);
    expect(only(system([flow()])).latencyNs).toBe(UNLIMITED);
  });

  test('with several cores behind one queue has the service time of one and waits less', () => {
    const cores: Resource = { ...CORE, capacity: exactly(4e9), servers: 4 };
    const { latencyNs } = only(system([flow({ load: { kind: 'open', offered: 2e7 } })], [cores]));
    expect(latencyNs).toBeGreaterThan(100);
    expect(latencyNs).toBeLessThan(115);
  });

  test('without a resource of known capacity is not predicted', () => {
    expect(rates(system([flow({ uses: [] })]))).toEqual([{ why: 'no resource on the way of vm has a known capacity' }]);
  });
});

describe('a closed loop', () => {
  test('of one has the rate that Little gives it: 1 over its latency', () => {
    const answer = only(system([flow({ load: { kind: 'closed', outstanding: 1 }, pathNs: exactly(900) })]));
    expect(answer.rate).toBeCloseTo(1e6, -2);
    expect(answer.bottleneck).toBe('queue depth');
    expect(answer.latencyNs).toBeCloseTo(1000);
  });

  test('of many fills the resource, and its latency is its number over the rate', () => {
    const answer = only(system([flow({ load: { kind: 'closed', outstanding: 128 }, pathNs: exactly(900) })]));
    expect(answer.rate).toBeGreaterThan(0.95e7);
    expect(answer.rate).toBeLessThanOrEqual(1e7);
    expect(answer.bottleneck).toBe('switch core');
    expect(answer.latencyNs).toBeCloseTo(128e9 / answer.rate, -3);
  });

  test('between both is what mean value analysis gives for two stations', () => {
    // Exactly 7.939e6 for 4 outstanding, 300 ns on the path and 100 ns of service; Schweitzer's is 5 % lower.
    const answer = only(system([flow({ load: { kind: 'closed', outstanding: 4 }, pathNs: exactly(300) })]));
    expect(answer.rate / 7.939e6).toBeGreaterThan(0.94);
    expect(answer.rate / 7.939e6).toBeLessThan(1);
  });
});

describe('an interval', () => {
  test('goes from all costs high to all costs low, and names the constants', () => {
    const cost = measured(100, 0.1);
    const [estimate] = rates(system([flow({ uses: [{ resource: 'core', amount: quantity(cost) }] })]));
    expect(estimate).toMatchObject({ bottleneck: 'switch core', terms: [cost] });
    if (estimate === undefined || 'why' in estimate) throw new Error('not predicted');
    expect(estimate.low / estimate.value).toBeCloseTo(Math.exp(-0.12816), 4);
    expect(estimate.high / estimate.value).toBeCloseTo(Math.exp(0.12816), 4);
  });

  test('of a latency is that of the same costs', () => {
    const load = { kind: 'open', offered: 1e6 } as const;
    const [estimate] = latencies(system([flow({ load, pathNs: quantity(measured(5000, 0.2)) })]));
    if (estimate === undefined || 'why' in estimate) throw new Error('not predicted');
    expect(estimate.low).toBeLessThan(estimate.value);
    expect(estimate.high).toBeGreaterThan(6000);
  });
});

describe('quantities', () => {
  const ten = quantity(measured(10, 0.3));
  const thirty = quantity(measured(30, 0.1));

  test('add up with independent errors', () => {
    expect(sum(ten, thirty).value).toBe(40);
    expect(sum(ten, thirty).spread).toBeCloseTo(Math.hypot(3, 3) / 40);
  });

  test('multiply and divide with the squares of their spreads added', () => {
    expect(product(ten, thirty).value).toBe(300);
    expect(product(ten, thirty).spread).toBeCloseTo(Math.hypot(0.3, 0.1));
    expect(quotient(thirty, ten).value).toBeCloseTo(3);
  });

  test('scale without becoming less sure', () => {
    expect(scaled(ten, 5)).toMatchObject({ value: 50, spread: 0.3 });
  });
});

test('a use of a resource that the system does not have is a mistake of who made it', () => {
  expect(() => solve(system([flow({ uses: [{ resource: 'drive', amount: exactly(1) }] })]))).toThrow(
    'a flow uses drive, which is no resource of its system',
  );
});
