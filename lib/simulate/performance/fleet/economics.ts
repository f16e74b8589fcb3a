import type { Consolidation } from './consolidation';
import { type ServerShape, serverWatts } from './power';
import {
  type Constant,
  EIGHTY_PERCENT,
  product,
  type Quantity,
  quantity,
  type Range,
  scaled,
  shifted,
  sum,
  termsOf,
} from '../system/quantity';

/** What a wanted number of VMs takes: servers, space, power and money. */

/** Prices and rules, each a number with its spread and source. All may be replaced. */
export interface EconomicInputs {
  /** Watts that a building takes for one of its servers. */
  readonly pue: Constant;
  readonly dollarsPerKwh: Constant;
  /** A month of a cabinet, its power left out. */
  readonly dollarsPerCabinetMonth: Constant;
  /** Rack units of a cabinet that servers may have. */
  readonly unitsPerCabinet: Constant;
  readonly lifetimeMonths: Constant;
  readonly kilogramsPerKwh: Constant;
  readonly dollarsPerServer: Constant;
  readonly dollarsPerCore: Constant;
  readonly dollarsPerGib: Constant;
  readonly dollarsPerNic: Constant;
  readonly dollarsPerSsd: Constant;
}

const GREEN_SKU = 'GreenSKU framework, AzurePublicDataset, commit cb27a78';
const NOT_VERIFIED = 'order of magnitude of public prices, 2022 to 2024, not verified: give your own';

function dollars(name: string, value: number, spread: number, source = NOT_VERIFIED): Constant {
  return { name, value, unit: 'USD', spread, source };
}

export const ECONOMIC_DEFAULTS: EconomicInputs = {
  pue: { name: 'power usage effectiveness', value: 1.12, unit: 'ratio', spread: 0.1, source: GREEN_SKU },
  dollarsPerKwh: dollars('kWh', 0.13, 0.3, 'US Energy Information Administration, commercial customers, end of 2024'),
  dollarsPerCabinetMonth: dollars(
    'month of a cabinet',
    1000,
    0.5,
    'dpdatacenters.com, understanding colocation pricing models: 500 to 2000 USD',
  ),
  unitsPerCabinet: {
    name: 'rack units for servers',
    value: 40,
    unit: 'U',
    spread: 0,
    source: 'cabinet of 42 U (EIA-310), two for switches',
  },
  lifetimeMonths: { name: 'life of a server', value: 72, unit: 'months', spread: 0.15, source: GREEN_SKU },
  kilogramsPerKwh: { name: 'CO2 of a kWh', value: 0.35, unit: 'kg', spread: 0.5, source: GREEN_SKU },
  dollarsPerServer: dollars('chassis, board and power supplies', 3000, 0.4),
  dollarsPerCore: dollars('core', 120, 0.4),
  dollarsPerGib: dollars('GiB of DDR5', 6, 0.6),
  dollarsPerNic: dollars('NIC of 100 Gbit/s', 1000, 0.4),
  dollarsPerSsd: dollars('SSD', 500, 0.5),
};

export interface FleetCost {
  readonly servers: Range;
  readonly rackUnits: Range;
  /** At the plug of the building. */
  readonly watts: Range;
  readonly capitalUsd: Range;
  /** Capital over its life, energy and cabinets. */
  readonly yearlyUsd: Range;
  readonly yearlyUsdPerVm: Range;
  readonly yearlyCo2Kg: Range;
  readonly terms: readonly Constant[];
}

/** There are no such servers: not one VM fits. */
export interface NoFleet {
  readonly why: string;
}

const HOURS_PER_YEAR = 8766;
const MONTHS_PER_YEAR = 12;

/**
 * @param wanted number of VMs
 * @param perServer what `vmsPerHost` says of the server
 * @param load part of the time that cores are busy, 0 to 1
 */
export function fleetCost(
  wanted: number,
  perServer: Pick<Consolidation, 'vms' | 'low' | 'high' | 'stoppedBy'>,
  server: ServerShape,
  load: number,
  inputs: Partial<EconomicInputs> = {},
): FleetCost | NoFleet {
  if (!(Number.isInteger(wanted) && wanted > 0)) throw new RangeError(`${wanted} is no number of VMs`);
  if (perServer.vms < 1) return { why: `a server carries none of these VMs: ${perServer.stoppedBy}` };
  const prices = { ...ECONOMIC_DEFAULTS, ...inputs };
  const count = (vms: number) => Math.ceil(wanted / Math.max(1, vms));
  const servers: Range = { value: count(perServer.vms), low: count(perServer.high), high: count(perServer.low) };
  const each = eachServer(server, load, prices);
  const of = (quantity: Quantity) => rangeOf(servers, quantity);
  const yearly = of(each.yearlyUsd);
  return {
    servers,
    rackUnits: mapped(servers, (n) => n * server.rackUnits),
    watts: of(each.watts),
    capitalUsd: of(each.capitalUsd),
    yearlyUsd: yearly,
    yearlyUsdPerVm: mapped(yearly, (usd) => usd / wanted),
    yearlyCo2Kg: of(each.co2Kg),
    terms: termsOf([each.yearlyUsd, each.co2Kg]),
  };
}

function eachServer(server: ServerShape, load: number, prices: EconomicInputs) {
  const watts = product(serverWatts(server, load), quantity(prices.pue));
  const capitalUsd = sum(
    quantity(prices.dollarsPerServer),
    scaled(quantity(prices.dollarsPerCore), server.cores),
    scaled(quantity(prices.dollarsPerGib), server.memoryGiB),
    scaled(quantity(prices.dollarsPerNic), server.nics),
    scaled(quantity(prices.dollarsPerSsd), server.ssds),
  );
  const kwh = scaled(watts, HOURS_PER_YEAR / 1000);
  const written = product(capitalUsd, {
    ...quantity(prices.lifetimeMonths),
    value: MONTHS_PER_YEAR / prices.lifetimeMonths.value,
  });
  const cabinets = scaled(
    product(quantity(prices.dollarsPerCabinetMonth), {
      ...quantity(prices.unitsPerCabinet),
      value: 1 / prices.unitsPerCabinet.value,
    }),
    MONTHS_PER_YEAR * server.rackUnits,
  );
  return {
    watts,
    capitalUsd,
    yearlyUsd: sum(written, product(kwh, quantity(prices.dollarsPerKwh)), cabinets),
    co2Kg: product(kwh, quantity(prices.kilogramsPerKwh)),
  };
}

function rangeOf(servers: Range, each: Quantity): Range {
  return {
    value: servers.value * each.value,
    low: servers.low * shifted(each, -EIGHTY_PERCENT),
    high: servers.high * shifted(each, EIGHTY_PERCENT),
  };
}

function mapped({ value, low, high }: Range, map: (value: number) => number): Range {
  return { value: map(value), low: map(low), high: map(high) };
}
