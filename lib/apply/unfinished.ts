import type { HostReading, RunRecord } from '../host/port';
import { pfFacts, vfFacts } from '../plan/difference';
import type { TargetPf, TargetState, TargetVf } from '../plan/host-plan';

/** The run did not do all that it was to do: it was cut short, failed, or was refused. */
export function isUnfinished({ states, ended }: RunRecord): boolean {
  return !ended || states.some(({ state }) => state !== 'done');
}

/**
 * The target, and with it the drivers of VFs that nobody manages and that an unfinished run took them off for a while
 * (to change the eswitch mode or an MSI-X count). Planning from what is there would leave them unbound.
 */
export function stillToRestore(target: TargetState, { inventory, lastRun }: HostReading): TargetState {
  if (lastRun === null || !isUnfinished(lastRun)) return target;
  const physicalFunctions = target.physicalFunctions.map((pf) => {
    const before = lastRun.before.physicalFunctions.find(({ address }) => address === pf.address);
    const facts = pfFacts(inventory, pf.address);
    if (before === undefined || facts === null || before.numVfs !== facts.numVfs) return pf;
    return withDrivers(
      pf,
      before.virtualFunctions.filter((vf) => vfFacts(facts, vf.index)?.driver === null),
    );
  });
  return { physicalFunctions };
}

function withDrivers(pf: TargetPf, unbound: readonly TargetVf[]): TargetPf {
  const vfs = new Map(pf.virtualFunctions.map((vf) => [vf.index, vf]));
  let changed = false;
  for (const { index, address, driver } of unbound) {
    const vf = vfs.get(index);
    if (driver == null || vf?.driver !== undefined || index >= pf.numVfs) continue;
    vfs.set(index, { ...(vf ?? { index, address }), driver });
    changed = true;
  }
  if (!changed) return pf;
  return { ...pf, virtualFunctions: [...vfs.values()].sort((a, b) => a.index - b.index) };
}
