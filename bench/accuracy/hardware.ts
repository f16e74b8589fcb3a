import type { VPP_VERSIONS } from '../../lib/simulate/performance/network/engines';
import { type Core, generationNamed } from '../../lib/simulate/performance/hardware/processors';
import type { RootComplex, Translation } from '../../lib/simulate/performance/hardware/pcie';
import { NIC_FAMILIES, type NicFamily, type NicFamilyName } from '../../lib/simulate/performance/hardware/nics';
import { NotTold, numberFact, textFact } from './facts';
import type { Setup } from './rows';

/** Generation of a Xeon E5 or E7: the number stands for it, and none for the first. */
export function rootComplexNamed(cpu: string): RootComplex {
  const found = /e[57]-\d{4}\w?(?:\s*(v\d))?/.exec(cpu);
  if (found === null) return 'other';
  const version = found[1] ?? 'v1';
  if (version === 'v3') return 'haswell';
  return version === 'v1' || version === 'v2' ? 'sandy-bridge' : 'other';
}

/** Names in sources, most special first. */
const NIC_NAMES: readonly (readonly [RegExp, NicFamilyName])[] = [
  [/82599|x520/, '82599'],
  [/xxv710/, 'xxv710'],
  [/xl710/, 'xl710'],
  [/x710/, 'x710'],
  [/e810-?xxv/, 'e810-xxv'],
  [/e82[23]/, 'e822'],
  [/e810/, 'e810-c'],
  [/connectx-?4 ?lx/, 'connectx-4-lx'],
  [/connectx-?4/, 'connectx-4'],
  [/connectx-?5|mlx5/, 'connectx-5'],
  [/connectx-?6/, 'connectx-6'],
  [/connectx-?7/, 'connectx-7'],
  [/bluefield-?3/, 'bluefield-3'],
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

/** Clocks, all cores busy, of processors whose set-ups tell no clock. Sources: Intel ARK, AMD, Arm. */
const CLOCKS_GHZ: readonly (readonly [RegExp, number])[] = [
  [/i9-13900k/, 5.5],
  [/8380/, 2.3],
  [/8268/, 2.9],
  [/8280m?/, 2.7],
  [/neoverse[-_ ]n1/, 2.8],
  [/bluefield-?3/, 2],
];

/** The core that a set-up tells of. A turbo clock counts where the set-up says that few cores are busy. */
export function coreOf(setup: Setup): Core {
  const cpu = textFact(setup, 'cpu');
  const named = CLOCKS_GHZ.find(([pattern]) => pattern.test(cpu));
  const turbo = textFact(setup, 'turbo') === 'off' ? undefined : numberFact(setup, 'cpuTurboGHz');
  return { generation: generationNamed(cpu), clockGHz: turbo ?? numberFact(setup, 'cpuGHz') ?? named?.[1] ?? null };
}

/** Bytes of a frame that a text names; of IMIX the mean of 28 of 64, 16 of 570 and 4 of 1518 (FD.io CSIT). */
export function frameNamed(text: string): number | undefined {
  if (/imix/i.test(text)) return (28 * 64 + 16 * 570 + 4 * 1518) / 48;
  const found = /^(\d+)\s*b/i.exec(text);
  return found === null ? undefined : Number(found[1]);
}

/** The versions of VPP that are slower than later ones; null for those and for one that is not told. */
export function vppVersionOf(setup: Setup): keyof typeof VPP_VERSIONS | null {
  const version = textFact(setup, 'vppVersion');
  if (version.startsWith('16.')) return '16';
  return version === '17.01' ? '17.01' : null;
}

/** Cores of the host; null where the set-up does not tell. */
export function coresOf(setup: Setup): number | null {
  return numberFact(setup, 'coresOfHost') ?? null;
}

/** Intel's processors before Cascade Lake, which are told from it by the second digit of their number. */
const WITHOUT_HARDWARE_PROTECTION =
  /(?:platinum|gold|silver|bronze) \d1\d\d|xeon 8175|e[357]-\d{4}|skylake|haswell|broadwell/;

/** Whether the host's kernel protects the processor at each exit: since 4.15, where the set-up tells both. */
export function isProtectedBySoftware(setup: Setup): boolean {
  const [major = 0, minor = 0] = textFact(setup, 'hostKernel').split('.').map(Number);
  return WITHOUT_HARDWARE_PROTECTION.test(textFact(setup, 'cpu')) && (major > 4 || (major === 4 && minor >= 15));
}

/**
 * How an IOMMU that a text tells of translates.
 * @throws NotTold of a text that tells something else
 */
export function translationOf(iommu: string): Translation {
  if (iommu === '') return 'not-told';
  if (/^(?:off|none|disabled|passthrough|pt)\b/.test(iommu)) return 'none';
  if (/super|huge|1g|2m/.test(iommu)) return 'superpages';
  if (/4kib|4k/.test(iommu)) return '4KiB-pages';
  throw new NotTold(`iommu is ${iommu}: neither off, passthrough, superpages nor 4 KiB pages`);
}
