import type { Demand } from '../../model/demand';
import type { ConstructPath } from '../../model/units';
import type { ResolvedHost } from '../../resolve/resolved';
import type { Refuge } from './failure';
import { type Displaced, idOf, Shelter } from './shelter';

/** A VM that needs VFs elsewhere, all of them on one host. */
export interface Mover {
  readonly vm: string;
  readonly displaced: readonly Displaced[];
}

export type Place = Refuge | { readonly whyNowhere: string };

/**
 * Gives every VM the first host in order where each of its attachments finds a free VF, and where after that it gets its
 * demand and no other VM gets less. The greatest demands come first: what is small finds a place beside them.
 *
 * @param hosts as they are after the loss
 * @param lost paths of PFs that are no longer there
 */
export function placesFor(
  movers: readonly Mover[],
  hosts: readonly ResolvedHost[],
  lost: ReadonlySet<ConstructPath>,
): ReadonlyMap<string, Place> {
  const shelters = hosts.map((host) => new Shelter(host, lost));
  const order = [...movers].sort((a, b) => demandMbps(b) - demandMbps(a));
  return new Map(order.map((mover) => [mover.vm, placeFor(mover, shelters)]));
}

function placeFor(mover: Mover, shelters: readonly Shelter[]): Place {
  let hasVfs = false;
  for (const shelter of shelters) {
    const places = shelter.vfsFor(mover.displaced);
    if (places === null) continue;
    hasVfs = true;
    if (shelter.takes(places)) return { host: shelter.path, pools: places.map(({ pool }) => pool.path) };
  }
  if (hasVfs) return { whyNowhere: 'pools with a free VF do not carry what it wants beside the VMs that they have' };
  return { whyNowhere: `no free VF in ${poolsInWords(mover)}` };
}

function poolsInWords({ displaced }: Mover): string {
  const targets = displaced.flatMap(({ attachment }) => attachment.wanted.migrationTargets ?? []);
  if (targets.length > 0) return `its migrationTargets ${[...new Set(targets)].sort().join(', ')}`;
  const names = new Set(displaced.map(({ attachment }) => idOf(attachment.poolPath)));
  return `another pool with the id ${[...names].sort().join(' or ')}, and it names no migrationTargets`;
}

function demandMbps({ displaced }: Mover): number {
  return displaced.reduce((sum, { attachment }) => sum + mbpsOf(attachment.wanted.demand), 0);
}

function mbpsOf(demand: Demand | undefined): number {
  if (demand === undefined) return 0;
  return demand.kind === 'network' ? demand.txMbps + demand.rxMbps : (demand.iops * demand.blockBytes * 8) / 1e6;
}
