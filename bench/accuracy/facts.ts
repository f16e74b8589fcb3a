import type { Setup } from './rows';

const COUNT =
  /^(?:vms|vmPairs|containers|vfs|flows|ports|services|nfsPerService|jobs|queues|drives|\w*[cC]ores|vcpus|\w*Threads)$/;

/** Sizes, clocks, depths and the like, which are never 0. */
const SIZE = /(?:Bytes|GHz|Gbps|Depth|Lanes|Gen|Size)$|^(?:mps|mrrs|mtu|batch)$/;

/** Whether a fact is a number of things that a model reckons one by one. */
export function isCount(name: string): boolean {
  return COUNT.test(name);
}

/** A fact that cannot be 0 and is; undefined: none. */
export function impossibleZero(setup: Setup): string | undefined {
  return Object.keys(setup).find((name) => setup[name] === 0 && (isCount(name) || SIZE.test(name)));
}

/** A set-up does not tell what its prediction needs: the row is not predicted, for this reason. */
export class NotTold extends Error {}

export function numberFact(setup: Setup, name: string): number | undefined {
  const value = setup[name];
  return typeof value === 'number' ? value : undefined;
}

export function neededNumber(setup: Setup, name: string): number {
  const value = numberFact(setup, name);
  if (value === undefined) throw new NotTold(`the set-up does not tell ${name}`);
  return value;
}

/** In lower case; empty when the set-up does not tell it. */
export function textFact(setup: Setup, name: string): string {
  const value = setup[name];
  return typeof value === 'string' ? value.toLowerCase() : '';
}
