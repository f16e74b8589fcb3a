import { NIC_FAMILIES, type NicFamily, type NicFamilyName } from '../../lib/simulate/performance/nics';

/** Names in sources, most special first. */
const NIC_NAMES: readonly (readonly [RegExp, NicFamilyName])[] = [
  [/82599|x520/, '82599'],
  [/xxv710/, 'xxv710'],
  [/xl710/, 'xl710'],
  [/x710/, 'x710'],
  [/e810-?xxv/, 'e810-xxv'],
  [/e82[23]/, 'e822'],
  [/e810/, 'e810-c'],
  [/connectx-?4/, 'connectx-4'],
  [/connectx-?5|mlx5/, 'connectx-5'],
  [/connectx-?6/, 'connectx-6'],
  [/connectx-?7/, 'connectx-7'],
];

/** Family of the NIC that a text names first; null for one that is not known. */
export function nicNamed(text: string): NicFamily | null {
  const found = NIC_NAMES.find(([pattern]) => pattern.test(text.toLowerCase()));
  return found === undefined ? null : NIC_FAMILIES[found[1]];
}

/** Gbit/s that a text such as `XL710 40G` or `2x10GbE` names. */
export function gbpsNamed(text: string): number | undefined {
  const found = /(\d+(?:\.\d+)?)\s*(?:gbe|g\b|gbit)/i.exec(text);
  return found === null ? undefined : Number(found[1]);
}
