import { type Constant, product, type Quantity, quantity, scaled, sum } from '../system/quantity';

/** Watts of a server at its load. Source of parts and derates: GreenSKU framework in AzurePublicDataset (CC-BY 4.0). */

const GREEN_SKU = 'GreenSKU framework, AzurePublicDataset, commits a684207, da598b9 and cb27a78';

/** What a server is made of, as far as power and price go. */
export interface ServerShape {
  readonly rackUnits: 1 | 2;
  readonly cores: number;
  readonly memoryGiB: number;
  /** NICs of 100 Gbit/s, or as good as one. */
  readonly nics: number;
  readonly ssds: number;
}

function watts(name: string, value: number, spread = 0.15): Constant {
  return { name, value, unit: 'W', spread, source: GREEN_SKU };
}

export const POWER_CONSTANTS = {
  core: { ...watts('core', 290 / 80), source: `${GREEN_SKU}: 290 W of 80 cores` },
  gibibyte: { ...watts('GiB of DDR5', 23.68 / 64), source: `${GREEN_SKU}: 23.68 W of 64 GB` },
  nic: watts('NIC of 100 Gbit/s', 19),
  ssd: { ...watts('SSD', 14), source: `${GREEN_SKU}: 11.2 W of 2 TB, 16.8 W of 4 TB` },
  board: watts('board and management', 35),
  fansOf1U: watts('fans of one rack unit', 75, 0.3),
  fansOf2U: watts('fans of two rack units', 112.5, 0.3),
  regulators: { name: 'loss of voltage regulators', value: 1.05, unit: 'ratio', spread: 0.02, source: GREEN_SKU },
  supply: { name: 'efficiency of power supplies', value: 0.95, unit: 'ratio', spread: 0.02, source: GREEN_SKU },
} as const satisfies Record<string, Constant>;

/** Part of their rated power that components take at a load, by `spec_derates` of the same source. */
const DERATES: readonly number[] = [0.12, 0.2, 0.28, 0.36, 0.44, 0.53, 0.62, 0.7, 0.79, 0.88, 0.95];

/** Between the points of the table in proportion; nothing is published of idle servers, which are taken to follow its line. */
export function derateAt(load: number): number {
  const at = Math.min(1, Math.max(0, load)) * (DERATES.length - 1);
  const below = DERATES[Math.floor(at)] ?? 0;
  const above = DERATES[Math.ceil(at)] ?? below;
  return below + (above - below) * (at - Math.floor(at));
}

/** Watts at the plug. `load`: part of the time that its cores are busy, 0 to 1. */
export function serverWatts(server: ServerShape, load: number): Quantity {
  const { core, gibibyte, nic, ssd, board, fansOf1U, fansOf2U, regulators, supply } = POWER_CONSTANTS;
  const derate = derateAt(load);
  const parts = sum(
    scaled(quantity(core), server.cores * derate),
    scaled(quantity(gibibyte), server.memoryGiB * derate),
    scaled(quantity(nic), server.nics * derate),
    scaled(quantity(ssd), server.ssds * derate),
    scaled(quantity(server.rackUnits === 1 ? fansOf1U : fansOf2U), derate),
    quantity(board),
  );
  return product(parts, quantity(regulators), { ...quantity(supply), value: 1 / supply.value });
}
