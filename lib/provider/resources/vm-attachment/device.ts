import type { PassedDevice } from '../../../host/libvirt';
import { isUserAlias } from '../../../model/libvirt';
import { parseMac } from '../../../model/mac';
import { normalizePciAddress } from '../../../model/pci';
import { hostdevXml, interfaceXml } from '../../../render/libvirt';
import type { State } from './schema';

/** How a domain has its VF. */
export type Device = Pick<State, 'address' | 'managed' | 'alias' | 'interface' | 'standby_alias'>;

/** The element for the domain. @throws InputError for what libvirt does not take */
export function elementOf({ address, managed, alias, interface: nic, standby_alias }: Device): string {
  const common = {
    address,
    managed,
    ...(alias !== null && { alias }),
    ...(standby_alias !== null && { standbyAlias: standby_alias }),
  };
  const element = nic === null ? hostdevXml(common) : interfaceXml({ ...common, mac: nic.mac, vlan: nic.vlan });
  return element ?? '';
}

/** On one line, as plans show it. */
export const oneLineOf = (element: string): string => element.replaceAll(/\n\s*/g, '').trim();

/** As a domain has it. */
export function deviceOf({ address, managed, alias, form, mac, vlan, standbyAlias }: PassedDevice): Device {
  return {
    address,
    managed,
    // libvirt gives one of its own to every device of a domain that runs.
    alias: alias !== null && isUserAlias(alias) ? alias : null,
    interface: form === 'interface' ? { mac: mac ?? '', vlan: vlan ?? 0 } : null,
    standby_alias: standbyAlias,
  };
}

export function isSameDevice(a: Device, b: Device): boolean {
  return (
    a.address === b.address &&
    a.managed === b.managed &&
    a.alias === b.alias &&
    a.standby_alias === b.standby_alias &&
    (a.interface === null) === (b.interface === null) &&
    macOf(a) === macOf(b) &&
    a.interface?.vlan === b.interface?.vlan
  );
}

const macOf = ({ interface: nic }: Device): string | null => (nic === null ? null : (parseMac(nic.mac) ?? nic.mac));

/** The state with the address as hosts write it; in a state it stands as people do. */
export function normalized<T extends { readonly address: string }>(state: T): T {
  return { ...state, address: normalizePciAddress(state.address) ?? state.address };
}
