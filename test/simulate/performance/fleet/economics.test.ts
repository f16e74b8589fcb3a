import { ECONOMIC_DEFAULTS, type FleetCost, fleetCost } from '../../../../lib/simulate/performance/fleet/economics';
import { derateAt, type ServerShape, serverWatts } from '../../../../lib/simulate/performance/fleet/power';
import type { Constant } from '../../../../lib/simulate/performance/system/quantity';

const SERVER: ServerShape = { rackUnits: 2, cores: 80, memoryGiB: 768, nics: 1, ssds: 6 };

/** 50 VMs on a server, surely. */
const FIFTY = { vms: 50, low: 50, high: 50, stoppedBy: 'cores' } as const;

function fleet(
  wanted: number,
  ...rest: Parameters<typeof fleetCost> extends [number, ...infer R] ? Partial<R> : never
): FleetCost {
  const [perServer = FIFTY, server = SERVER, load = 0.5, inputs = {}] = rest;
  const found = fleetCost(wanted, perServer, server, load, inputs);
  if ('why' in found) throw new Error(found.why);
  return found;
}

function priced(constant: Constant, value: number): Constant {
  return { ...constant, value, spread: 0 };
}

describe('power', () => {
  test.each([
    [0.1, 0.2],
    [0.5, 0.53],
    [0.55, 0.575],
    [1, 0.95],
    [2, 0.95],
  ])('at a load of %d a component takes %d of its rated power', (load, derate) => {
    expect(derateAt(load)).toBeCloseTo(derate, 10);
  });

  test('a server takes the sum of its parts, through regulators and supply', () => {
    // 290 W of cores, 284.16 W of memory, 19 W of a NIC, 84 W of SSDs, 112.5 W of fans, at 0.53, and 35 W of board.
    expect(serverWatts(SERVER, 0.5).value).toBeCloseTo(((789.66 * 0.53 + 35) * 1.05) / 0.95, 6);
    expect(serverWatts({ ...SERVER, rackUnits: 1 }, 0.5).value).toBeLessThan(serverWatts(SERVER, 0.5).value);
  });
});

describe('a fleet', () => {
  test.each([
    [1, 1],
    [50, 1],
    [51, 2],
    [1000, 20],
  ])('for %d VMs is %d servers of 50', (wanted, servers) => {
    const found = fleet(wanted);
    expect(found.servers.value).toBe(servers);
    expect(found.rackUnits.value).toBe(2 * servers);
  });

  test('has more servers at the lower end of what one carries', () => {
    expect(fleet(1000, { vms: 50, low: 40, high: 60, stoppedBy: 'cores' }).servers).toEqual({
      value: 20,
      low: 17,
      high: 25,
    });
  });

  test('costs its capital over its life, its energy and its cabinets', () => {
    const found = fleet(100, FIFTY, SERVER, 0.5, {
      pue: priced(ECONOMIC_DEFAULTS.pue, 1),
      dollarsPerKwh: priced(ECONOMIC_DEFAULTS.dollarsPerKwh, 0.1),
      dollarsPerCabinetMonth: priced(ECONOMIC_DEFAULTS.dollarsPerCabinetMonth, 800),
      unitsPerCabinet: priced(ECONOMIC_DEFAULTS.unitsPerCabinet, 40),
      lifetimeMonths: priced(ECONOMIC_DEFAULTS.lifetimeMonths, 60),
      dollarsPerServer: priced(ECONOMIC_DEFAULTS.dollarsPerServer, 10_000),
      dollarsPerCore: priced(ECONOMIC_DEFAULTS.dollarsPerCore, 0),
      dollarsPerGib: priced(ECONOMIC_DEFAULTS.dollarsPerGib, 0),
      dollarsPerNic: priced(ECONOMIC_DEFAULTS.dollarsPerNic, 0),
      dollarsPerSsd: priced(ECONOMIC_DEFAULTS.dollarsPerSsd, 0),
    });
    const energy = (serverWatts(SERVER, 0.5).value / 1000) * 8766 * 0.1;
    expect(found.capitalUsd.value).toBeCloseTo(20_000, 6);
    expect(found.yearlyUsd.value).toBeCloseTo(2 * (2000 + energy + (800 / 40) * 12 * 2), 6);
    expect(found.yearlyUsdPerVm.value).toBeCloseTo(found.yearlyUsd.value / 100, 10);
  });

  test('takes the energy of its building, and what that gives off', () => {
    const found = fleet(100);
    expect(found.watts.value).toBeCloseTo(2 * 1.12 * serverWatts(SERVER, 0.5).value, 6);
    expect(found.yearlyCo2Kg.value).toBeCloseTo((found.watts.value / 1000) * 8766 * 0.35, 6);
  });

  test('says how sure it is, and by which prices', () => {
    const found = fleet(100);
    expect(found.yearlyUsd.low).toBeLessThan(found.yearlyUsd.value);
    expect(found.yearlyUsd.high).toBeGreaterThan(found.yearlyUsd.value);
    expect(found.terms).toContain(ECONOMIC_DEFAULTS.dollarsPerKwh);
  });

  test('is not there when a server carries none of the VMs', () => {
    expect(fleetCost(100, { vms: 0, low: 0, high: 1, stoppedBy: 'memory' }, SERVER, 0.5)).toEqual({
      why: expect.stringContaining('memory'),
    });
  });

  test.each([0, -1, 1.5, Number.NaN])('of %d VMs is refused', (wanted) => {
    expect(() => fleetCost(wanted, FIFTY, SERVER, 0.5)).toThrow(RangeError);
  });
});
