import { grouped } from '../model/grouped';
import type { AdoptedHost } from './adopted';

/** Hosts that differ in names, addresses and VMs alone, so that one piece of code and a table stand for all of them. */
export type Alike = readonly [AdoptedHost, ...AdoptedHost[]];

/** In the order of the first of each. */
export function alikeHosts(hosts: readonly AdoptedHost[]): Alike[] {
  return [...grouped(hosts, shapeOf).values()].map(([first, ...others]) => [first, ...others]);
}

function shapeOf({ physicalFunctions }: AdoptedHost): string {
  return JSON.stringify(
    physicalFunctions.map(({ id, numVfs, driversAutoprobe, eswitchMode, pools, notes }) => [
      id,
      numVfs,
      driversAutoprobe,
      notes,
      eswitchMode,
      pools.map(({ attachments: _, ...pool }) => pool),
    ]),
  );
}
