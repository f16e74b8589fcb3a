import { type DriverTable, BUILT_IN_DRIVERS, driverIn } from '../../../catalog/driver-table';
import type { PhysicalFunctionFacts, VirtualFunctionFacts } from '../../../inventory/inventory';
import { indicesOf, parseRanges } from '../../../model/vf-ranges';
import { MAX_VF_INDEX } from '../../../model/lock';
import { isVfio } from '../../../model/vfio-drivers';
import { vfFields } from '../../../plan/changes';
import { eswitchModeOf, vfFacts } from '../../../plan/difference';
import { hostdevXml, userAlias } from '../../../render/libvirt';
import { snakeCase } from '../snake-case';
import { permanentMacOf, stableName } from './identity';
import type { OwnerState, State, VfState } from './state';

/** Attributes of the PF itself, as the host has them. */
export function observedPf(facts: PhysicalFunctionFacts) {
  const netdev = facts.network?.interfaces[0];
  return {
    permanent_mac: permanentMacOf(facts),
    serial: facts.serial,
    slot: facts.slot,
    address: facts.address,
    num_vfs: facts.numVfs,
    eswitch_mode: facts.network === null ? null : eswitchModeOf(facts),
    drivers_autoprobe: facts.driversAutoprobe,
    admin_up: netdev?.adminUp ?? null,
    mtu: netdev?.mtu ?? null,
    qat_services: facts.qatServices === undefined ? null : facts.qatServices.split(';'),
  } satisfies Partial<State>;
}

/** The same state where the host has changed since: what is configured beside the PF stays as it is in the state. */
export function observedState(state: State, facts: PhysicalFunctionFacts): State {
  return {
    ...state,
    ...observedPf(facts),
    ...keptNames(state, facts),
    // So that a plan shows what it would do, and not what it does otherwise than the apply before.
    changes: [],
    virtual_functions: observedVfs(state, facts),
    vms: new Map([...state.vms].map(([name, owner]) => [name, withPlace(owner, facts)])),
  };
}

/** What goes with the card is not shown while the PF is on no driver: it is still the same card. */
export function keptNames(state: Pick<State, 'permanent_mac' | 'serial'>, facts: PhysicalFunctionFacts) {
  return { permanent_mac: permanentMacOf(facts) ?? state.permanent_mac, serial: facts.serial ?? state.serial };
}

function observedVfs(state: State, facts: PhysicalFunctionFacts): VfState[] {
  const pools = poolsByVf(state.pool_vfs);
  const owners = new Map([...state.vms].map(([name, { vf, pool }]) => [vf, vmOf(state, pool, name)]));
  return facts.virtualFunctions.map((vf) => {
    const { index } = vf;
    const before = state.virtual_functions.find((other) => other.index === index);
    const pool = pools.get(index) ?? null;
    return {
      index,
      address: addressOf(vf),
      mac: vf.network?.mac ?? null,
      driver: vf.driver,
      pool,
      vm: owners.get(index) ?? null,
      settings: settingsOf(vf, facts, new Set(before?.settings.keys() ?? [])),
      hostdev_xml: pool === null ? null : xmlOf(addressOf(vf), vf.driver, index, facts),
    };
  });
}

/** Name of the VM that owns a VF under this name. */
export function vmOf({ pools }: Pick<State, 'pools'>, pool: string, name: string): string {
  return pools?.get(pool)?.vms?.get(name)?.vm ?? name;
}

export function poolsByVf(poolVfs: ReadonlyMap<string, string>): ReadonlyMap<number, string> {
  const pools = new Map<number, string>();
  for (const [name, vfs] of poolVfs) {
    for (const index of indicesOf(parseRanges(vfs, MAX_VF_INDEX) ?? [])) pools.set(index, name);
  }
  return pools;
}

function withPlace(owner: OwnerState, facts: PhysicalFunctionFacts): OwnerState {
  const vf = vfFacts(facts, owner.vf);
  const address = vf === null ? null : addressOf(vf);
  return { ...owner, address, hostdev_xml: xmlOf(address, vf?.driver ?? null, owner.vf, facts) };
}

export function addressOf({ address }: VirtualFunctionFacts): string | null {
  return address === '' ? null : address;
}

/** Settings of a VF in words, those of these names. */
export function settingsOf(
  vf: VirtualFunctionFacts,
  pf: PhysicalFunctionFacts,
  names: ReadonlySet<string>,
): ReadonlyMap<string, string> {
  const found = vfFields(vf, pf).map(([name, value]) => [snakeCase(name) as string, value] as const);
  return new Map(
    found.flatMap(([name, value]) => (names.has(name) ? [[name, value === null ? 'not known' : String(value)]] : [])),
  );
}

/** On one line, as plans show it. libvirt takes the VF from its driver by itself, unless that one hands VFs to VMs. */
export function xmlOf(
  address: string | null,
  driver: string | null,
  index: number,
  facts: PhysicalFunctionFacts,
  drivers: DriverTable = BUILT_IN_DRIVERS,
): string | null {
  const isReady = (driver !== null && isVfio(driver)) || driverIn(drivers, facts.driver).nativeHandsToVms;
  const xml = hostdevXml({ address, managed: !isReady, alias: userAlias(stableName(facts), index) });
  return xml?.replaceAll(/\n\s*/g, '') ?? null;
}
