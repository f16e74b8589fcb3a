import { type Consolidation, vmsPerHost } from './consolidation';
import type { FillingRules, HostShape, VmClass } from './consolidation-needs';
import { CONSOLIDATION_PATHS, type ConsolidationPathName } from './consolidation-paths';
import { type EconomicInputs, type FleetCost, fleetCost, type NoFleet } from './economics';
import type { ServerShape } from './power';

/** The same VMs over each way of giving them I/O. */
export interface Alternative {
  readonly path: ConsolidationPathName;
  readonly name: string;
  readonly perServer: Consolidation;
  readonly fleet: FleetCost | NoFleet;
}

export interface Comparison {
  /** VMs that are wanted in all. */
  readonly wanted: number;
  readonly vm: VmClass;
  readonly host: HostShape;
  readonly server: ServerShape;
  /** Part of the time that cores are busy, 0 to 1. */
  readonly load: number;
  readonly rules?: Partial<FillingRules>;
  readonly inputs?: Partial<EconomicInputs>;
}

export function alternatives(comparison: Comparison): readonly Alternative[] {
  const { wanted, vm, host, server, load, rules, inputs } = comparison;
  return (Object.keys(CONSOLIDATION_PATHS) as ConsolidationPathName[]).map((path) => {
    const found = CONSOLIDATION_PATHS[path];
    const perServer = vmsPerHost(host, vm, found, rules);
    const bought = found.device === 'whole' ? withDevicesFor(server, vm, perServer.vms) : server;
    return { path, name: found.name, perServer, fleet: fleetCost(wanted, perServer, bought, load, inputs) };
  });
}

/** A server whose VMs have a device each, beside those of the host. */
function withDevicesFor(server: ServerShape, vm: VmClass, vms: number): ServerShape {
  const { network, block, networkFunctions = 1, driveFunctions = 1 } = vm;
  return {
    ...server,
    nics: server.nics + (network === undefined ? 0 : Math.ceil(vms * networkFunctions)),
    ssds: server.ssds + (block === undefined ? 0 : Math.ceil(vms * driveFunctions)),
  };
}
