/** Base unit of each unit of the rows: 1/s, bit/s, ns, cycles, cores; a ratio and its per cent. */
const UNITS: ReadonlyMap<string, number> = new Map([
  ['pps', 1],
  ['kpps', 1e3],
  ['Mpps', 1e6],
  ['IOPS', 1],
  ['kIOPS', 1e3],
  ['exits/s', 1],
  ['bit/s', 1],
  ['Mbit/s', 1e6],
  ['Gbit/s', 1e9],
  ['MB/s', 8e6],
  ['GB/s', 8e9],
  ['ns', 1],
  ['us', 1e3],
  ['ms', 1e6],
  ['cycles', 1],
  ['cores', 1],
  ['ratio', 1],
  ['percent', 0.01],
]);

/** How many base units one of these is; undefined for a unit that is not known. */
export function baseUnits(unit: string): number | undefined {
  return UNITS.get(unit);
}
