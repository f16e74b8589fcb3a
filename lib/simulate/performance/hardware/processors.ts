import { type Constant, product, type Quantity, quantity, scaled } from '../system/quantity';

/** Cores, and what a piece of work that is told in cycles takes on them. */

/**
 * Cycles that packet and block I/O work takes on a core of this generation, where a core of Sandy Bridge to Broadwell
 * takes 1: the inverse of the instructions per cycle. Vendors' own figures of one generation over the last, which
 * measurements of VPP and of Linux between the same lines (Haswell, Skylake, Ice Lake, Neoverse) agree with.
 */
export const GENERATIONS = {
  'sandy-bridge': generation('Sandy Bridge and Ivy Bridge', 1, 0.08, 'the reference'),
  haswell: generation('Haswell and Broadwell', 1, 0.05, 'the reference'),
  skylake: generation('Skylake and Cascade Lake', 0.93, 0.1, 'Intel: 1.1 instructions per cycle of Broadwell'),
  'ice-lake': generation('Ice Lake', 0.8, 0.1, 'Intel: 1.18 instructions per cycle of Skylake'),
  'golden-cove': generation('Golden Cove', 0.67, 0.12, 'Intel: 1.19 instructions per cycle of Ice Lake'),
  'zen-2': generation('Zen and Zen 2', 0.9, 0.15, 'AMD: 1.15 instructions per cycle of Zen'),
  'zen-3': generation('Zen 3', 0.76, 0.12, 'AMD: 1.19 instructions per cycle of Zen 2'),
  'zen-4': generation('Zen 4 and Zen 5', 0.66, 0.15, 'AMD: 1.13 instructions per cycle of Zen 3'),
  'neoverse-n1': generation('Neoverse N1', 1.3, 0.15, 'VPP, commit bd417a4616f, beside Cascade Lake'),
  arm: generation('other Arm cores', 1.1, 0.25, 'between Neoverse N1 and V1'),
  other: generation('cores of an unknown generation', 0.9, 0.25, 'between Haswell and Zen 3'),
} as const satisfies Record<string, Constant>;

export type Generation = keyof typeof GENERATIONS;

function generation(name: string, value: number, spread: number, source: string): Constant {
  return { name: `cycles on ${name}`, value, unit: 'ratio', spread, source };
}

/** Generations by the names of processors, most special first. */
const PROCESSORS: readonly (readonly [RegExp, Generation])[] = [
  [/neoverse[-_ ]n1|ampere altra|graviton ?2/, 'neoverse-n1'],
  [/neoverse|graviton|\barm|arm_|bluefield|cortex/, 'arm'],
  [/epyc 9\w\d[45]|ryzen \d [79]\d{3}|genoa|turin/, 'zen-4'],
  [/epyc 7\w\d?3|ryzen \d 5\d{3}|milan/, 'zen-3'],
  [/epyc|ryzen|rome|naples/, 'zen-2'],
  [/(?:platinum|gold|silver) \d[45]\d\d|i\d-1[2-4]\d{3}|sapphire|emerald/, 'golden-cove'],
  [/(?:platinum|gold|silver) \d3\d\d|i\d-11\d{3}|ice lake|xeon d-[12]7/, 'ice-lake'],
  [
    /(?:platinum|gold|silver|bronze) \d[12]\d\d|xeon 8[12]\d\d|i\d-(?:[6-9]|10)\d{3}|skylake|cascade|e-2\d{3}/,
    'skylake',
  ],
  [/v[34]\b|i\d-[45]\d{3}|haswell|broadwell|xeon d-1[45]/, 'haswell'],
  [/v2\b|e[357]-\d{4}|i\d-[23]\d{3}|sandy|ivy/, 'sandy-bridge'],
];

/** Generation of a processor that a text names, such as the model name in `/proc/cpuinfo`. */
export function generationNamed(text: string): Generation {
  const name = text.toLowerCase();
  return PROCESSORS.find(([pattern]) => pattern.test(name))?.[1] ?? 'other';
}

/** A core that does the work, at the clock that it runs at. */
export interface Core {
  readonly generation: Generation;
  /** null: not told. */
  readonly clockGHz: number | null;
}

/** Clock of a core whose model is not told. */
const USUAL_CLOCK: Constant = {
  name: 'clock of a server core that is not told',
  value: 3,
  unit: 'GHz',
  spread: 0.2,
  source: 'between base and turbo clock of the processors of the measured rows',
};

/**
 * Work that two threads of one core do at a time, where one alone does 1.
 */
export const SMT_GAIN: Constant = {
  name: 'two hardware threads on one core',
  value: 1.28,
  unit: 'ratio',
  spread: 0.06,
  source: 'FD.io CSIT and usual experience, 1.25 to 1.3',
};

/** Nanoseconds that so many cycles of the reference take. */
export function nanoseconds(cycles: Quantity, core: Core): Quantity {
  const own = product(cycles, quantity(GENERATIONS[core.generation]));
  if (core.clockGHz !== null) return scaled(own, 1 / core.clockGHz);
  return product(own, { ...quantity(USUAL_CLOCK), value: 1 / USUAL_CLOCK.value });
}
