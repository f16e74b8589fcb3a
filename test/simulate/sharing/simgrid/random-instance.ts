import { createCipheriv, createHash } from 'node:crypto';
import type { SharingProblem } from '../../../../lib/simulate/sharing/max-min';

/** Flows without floors, which SimGrid has none of, and with amounts that are whole numbers. */
export interface SharingInstance {
  readonly problem: SharingProblem;
  /** Infinite where nothing but resources limits the flow. */
  readonly ceiling: Float64Array;
}

export interface Shape {
  readonly flows: number;
  readonly resources: number;
  readonly usesPerFlow: number;
  /** One of these each. */
  readonly weights: readonly number[];
  readonly amounts: readonly number[];
}

/** Part of the flows that have a ceiling. */
const LIMITED = 0.3;
/** Part of the resources that have one of a few usual capacities, so that several fill at the same level. */
const USUAL = 0.3;
const USUAL_CAPACITIES: readonly number[] = [1e9, 2.5e9, 1e10];
const LEAST_CAPACITY = 1e8;
const MOST_CAPACITY = 1e10;

/** Equal numbers give equal instances, on every machine. */
export function randomInstance(seed: string, shape: Shape): SharingInstance {
  const { flows, resources, usesPerFlow } = shape;
  const random = new RandomNumbers(seed);
  const problem = {
    capacity: Float64Array.from({ length: resources }, () =>
      random.below(1) < USUAL ? random.of(USUAL_CAPACITIES) : random.between(LEAST_CAPACITY, MOST_CAPACITY),
    ),
    weight: Float64Array.from({ length: flows }, () => random.of(shape.weights)),
    start: Int32Array.from({ length: flows + 1 }, (_, f) => f * usesPerFlow),
    resource: new Int32Array(flows * usesPerFlow),
    amount: Float64Array.from({ length: flows * usesPerFlow }, () => random.of(shape.amounts)),
  };
  for (let f = 0; f < flows; f += 1) chooseResources(problem.resource, problem.start[f], shape, random);
  /** What a flow gets where all get the same. */
  const fair = (MOST_CAPACITY * resources) / (2 * flows * usesPerFlow);
  const ceiling = Float64Array.from({ length: flows }, () =>
    random.below(1) < LIMITED ? fair * random.between(0.01, 2) : Number.POSITIVE_INFINITY,
  );
  return { problem, ceiling };
}

/** Shapes with few and with many flows to a resource, sizes spread evenly over their orders of magnitude. */
export function randomShape(seed: string, leastFlows: number, mostFlows: number): Shape {
  const random = new RandomNumbers(seed);
  const flows = Math.round(leastFlows * (mostFlows / leastFlows) ** random.below(1));
  const resources = Math.max(4, Math.round(flows * random.of([0.02, 0.1, 0.5, 1])));
  return {
    flows,
    resources,
    usesPerFlow: random.of([1, 2, 3, 4]),
    weights: random.of([[1], [1, 2, 3, 5]]),
    amounts: random.of([[1], [1, 2, 3]]),
  };
}

/** Each at most once. */
function chooseResources(
  into: Int32Array,
  start: number,
  { resources, usesPerFlow }: Shape,
  random: RandomNumbers,
): void {
  for (let u = start; u < start + usesPerFlow; u += 1) {
    do into[u] = Math.floor(random.below(resources));
    while (into.subarray(start, u).includes(into[u]));
  }
}

/** Numbers of a seed, from the key stream of AES. */
class RandomNumbers {
  private static readonly BYTES = 1 << 16;
  private readonly stream: ReturnType<typeof createCipheriv>;
  private numbers = new Uint32Array(0);
  private used = 0;

  public constructor(seed: string) {
    const key = createHash('sha256').update(seed).digest().subarray(0, 16);
    this.stream = createCipheriv('aes-128-ctr', key, Buffer.alloc(16));
  }

  /** At least 0. */
  public below(limit: number): number {
    if (this.used === this.numbers.length) this.draw();
    const number = this.numbers[this.used] / 2 ** 32;
    this.used += 1;
    return number * limit;
  }

  public between(least: number, most: number): number {
    return least + this.below(most - least);
  }

  public of<T>(values: readonly T[]): T {
    return values[Math.floor(this.below(values.length))];
  }

  private draw(): void {
    const bytes = this.stream.update(Buffer.alloc(RandomNumbers.BYTES));
    this.numbers = new Uint32Array(bytes.buffer, bytes.byteOffset, bytes.length / 4);
    this.used = 0;
  }
}
