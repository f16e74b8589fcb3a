import {
  SETTING_NAMES,
  SETTING_ROWS,
  type SettingName,
  type SettingValue,
  type ValueKinds,
} from '../../../model/vf-settings';
import type { Attribute } from '../../schema/attribute';
import { optional, type Problem, type Validator } from '../../schema';
import type { InMode, Plain } from '../../schema/views';
import { SETTINGS, USE } from '../../../resolve/shapes';
import { type SnakeCase, snakeCase } from '../snake-case';

type Widened<T> = T extends boolean ? boolean : T extends number ? number : string;

/** An attribute for every setting of VFs: what `VF_SETTINGS` has is there. */
export type SettingAttributes = {
  readonly [K in SettingName as SnakeCase<K>]: Attribute<InMode<'optional', Plain<Widened<SettingValue<K>>>>>;
};

type Build = (name: SettingName, options: { readonly description: string }) => Attribute;

const number: Build = (name, options) => optional.integer({ ...options, validators: [shaped(name)] });
const text: Build = (name, options) => optional.string({ ...options, validators: [shaped(name)] });

const BUILDERS: Readonly<Record<keyof ValueKinds, Build>> = {
  flag: (_, options) => optional.bool(options),
  count: number,
  rate: number,
  mac: text,
  guid: text,
  vlans: text,
  driver: text,
};

/** Words for rows that have none of their own, or need more than these. */
const DESCRIPTIONS: Readonly<Partial<Record<SettingName, string>>> = {
  driver:
    'Driver of the VFs on the host: `vfio-pci` or a variant of it (given to a VM), `native` (of the vendor), `none` (unbound), or another by name. ' +
    'Default: `vfio-pci`, or what the device hands VFs to VMs with.',
  mac: 'Administrative MAC. Default for a VM: one that is derived once and kept.',
  vlan: 'Port VLAN, 1 to 4094; 0: none.',
  vlanQos: 'Priority of the port VLAN, 0 to 7.',
  vlanProtocol: 'Protocol of the port VLAN: `802.1Q` or `802.1ad`.',
  allowedVlans: 'VLANs that the guest may use: `all`, or a list such as `2,100-199`.',
  minTxRateMbps: 'Guaranteed transmit rate in Mbit/s; 0: none.',
  maxTxRateMbps: 'Limit of the transmit rate in Mbit/s; 0: none.',
  mtu: 'MTU of the VF in bytes.',
  msixVectors: 'MSI-X vectors of the VF.',
  nvmeVirtualQueues: 'VQ resources of the secondary controller, admin queue included.',
  nvmeVirtualInterrupts: 'VI resources of the secondary controller.',
  namespaceId: 'Namespace that is attached to the secondary controller.',
  namespaceShared: 'Whether that namespace may be attached to several controllers.',
};

export const SETTING_ATTRIBUTES = Object.fromEntries(
  SETTING_NAMES.map((name) => [snakeCase(name), attributeOf(name)]),
) as unknown as SettingAttributes;

/** Objects of pools and VMs. */
export type GroupName = 'settings' | 'use';

/** The object of a pool or VM in which a property of the model stands; null: in none, but beside them. */
export function groupOf(property: string): GroupName | null {
  if (SETTINGS.has(property)) return 'settings';
  return USE.has(property) ? 'use' : null;
}

function attributeOf(name: SettingName): Attribute {
  const { value, description, words } = SETTING_ROWS[name];
  const options = { description: `${DESCRIPTIONS[name] ?? description ?? words ?? name} Absent: not managed.` };
  return typeof value === 'string'
    ? BUILDERS[value](name, options)
    : optional.string({ ...options, validators: [shaped(name)] });
}

/** What a value must look like for any rule to judge it. */
function shaped<T>(name: SettingName): Validator<T> {
  const shape = SETTINGS.get(name);
  return {
    description: shape?.expected ?? '',
    problemOf: (value): Problem | null => {
      const isWrong = (shape?.problem(value) ?? null) !== null;
      return isWrong
        ? { problem: `This is not ${shape?.expected ?? ''}`, fix: `Write ${shape?.expected ?? ''}` }
        : null;
    },
  };
}
