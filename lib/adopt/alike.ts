import type { AdoptedHost } from './adopted';

/** Hosts that differ in names, addresses and VMs alone, so that one piece of code and a table stand for all of them. */
export type Alike = readonly [AdoptedHost, ...AdoptedHost[]];

/** In the order of the first of each. */
export function alikeHosts(hosts: readonly AdoptedHost[]): Alike[] {
  const groups = new Map<string, [AdoptedHost, ...AdoptedHost[]]>();
  for (const host of hosts) {
    const key = shapeOf(host);
    const group = groups.get(key);
    if (group === undefined) groups.set(key, [host]);
    else group.push(host);
  }
  return [...groups.values()];
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
