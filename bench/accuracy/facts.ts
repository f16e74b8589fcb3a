import { ETHERNET_MTU } from '../../lib/simulate/performance/hardware/ethernet';
import { TCP_HEADERS } from '../../lib/simulate/performance/network/tcp';
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

/**
 * MTU of bulk TCP; one that is not told is Ethernet's.
 * @throws NotTold of one that the headers fill
 */
export function mtuOf(setup: Setup): number {
  const mtu = numberFact(setup, 'mtu') ?? ETHERNET_MTU;
  if (mtu > TCP_HEADERS) return mtu;
  throw new NotTold(`mtu is ${mtu}, of which the headers of IP and TCP take ${TCP_HEADERS} bytes`);
}

/** In lower case; empty when the set-up does not tell it. */
export function textFact(setup: Setup, name: string): string {
  const value = setup[name];
  return typeof value === 'string' ? value.toLowerCase() : '';
}
