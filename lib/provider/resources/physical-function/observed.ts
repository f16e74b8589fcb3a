import { type DriverTable, BUILT_IN_DRIVERS, driverIn } from '../../../catalog/driver-table';
import type { PhysicalFunctionFacts, VirtualFunctionFacts } from '../../../inventory/inventory';
import { isVfio } from '../../../model/vfio-drivers';
import { eswitchModeOf, vfFacts } from '../../../plan/difference';
import { hostdevXml, userAlias } from '../../../render/libvirt';
import { NO_CHANGES } from './changes';
import { permanentMacOf, stableName } from './identity';
import type { OwnerState, State } from './state';
import { type NamesByVf, namesByVf, settingsOf, type VfStates, vfStates } from './vf-settings';

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

/**
 * The same state where the host has changed since: what is configured beside the PF stays as it is in the state.
 *
 * @param names of what is managed of VFs, by index. Default: what the state tells of them
 */
export function observedState(state: State, facts: PhysicalFunctionFacts, names: NamesByVf = namesByVf(state)): State {
  return {
    ...state,
    ...observedPf(facts),
    ...keptNames(state, facts),
    // So that a plan shows what it would do, and not what it does otherwise than the apply before.
    changes: NO_CHANGES,
    vf_addresses: addressesByIndex(facts.virtualFunctions),
    ...observedVfs(names, facts),
    vms: new Map([...state.vms].map(([name, owner]) => [name, withPlace(owner, facts)])),
  };
}

/** What goes with the card is not shown while the PF is on no driver: it is still the same card. */
export function keptNames(state: Pick<State, 'permanent_mac' | 'serial'>, facts: PhysicalFunctionFacts) {
  return { permanent_mac: permanentMacOf(facts) ?? state.permanent_mac, serial: facts.serial ?? state.serial };
}

function observedVfs(names: NamesByVf, facts: PhysicalFunctionFacts): VfStates {
  return vfStates(
    facts.virtualFunctions.map((vf) => [vf.index, settingsOf(vf, facts, names.get(vf.index) ?? new Set())]),
  );
}

/** Addresses of VFs by index, empty for those that are not there. */
export function addressesByIndex(vfs: readonly Pick<VirtualFunctionFacts, 'index' | 'address'>[]): string[] {
  const addresses = new Map(vfs.map(({ index, address }) => [index, address]));
  const count = Math.max(-1, ...addresses.keys()) + 1;
  return Array.from({ length: count }, (_, index) => addresses.get(index) ?? '');
}

/** Name of the VM that owns a VF under this name. */
export function vmOf({ pools }: Pick<State, 'pools'>, pool: string, name: string): string {
  return pools?.get(pool)?.vms?.get(name)?.vm ?? name;
}

function withPlace(owner: OwnerState, facts: PhysicalFunctionFacts): OwnerState {
  const vf = vfFacts(facts, owner.vf);
  const address = vf === null ? null : addressOf(vf);
  return { ...owner, address, hostdev_xml: xmlOf(address, vf?.driver ?? null, owner.vf, facts) };
}

export function addressOf({ address }: VirtualFunctionFacts): string | null {
  return address === '' ? null : address;
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
