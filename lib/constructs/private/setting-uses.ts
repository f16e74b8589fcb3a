import {
  ADDRESSES,
  type AddressName,
  COMMON_SETTINGS,
  GPU_SETTINGS,
  NIC_SETTINGS,
  type NicSetting,
  NVME_SETTINGS,
  type SettingName,
} from '../../model/vf-settings';
import { OWN, type Uses } from './properties';
import type { VirtualFunctionSettings, VirtualFunctionUse } from '../settings';
import type { CommonVfSettings, GpuVfSettings, NicVfSettings, NvmeVfSettings } from '../vf-settings';

/** The compiler tells of a property that is no setting by this, and by `satisfies` below of a setting without one. */
type SettingUses<T> = Readonly<Record<keyof T, 'settings'>>;

function settingUses<K extends SettingName>(settings: readonly K[]): Readonly<Record<K, 'settings'>> {
  return Object.fromEntries(settings.map((name) => [name, 'settings'])) as Record<K, 'settings'>;
}

export const COMMON_SETTING_USES: SettingUses<CommonVfSettings> = settingUses(
  COMMON_SETTINGS satisfies readonly (keyof CommonVfSettings)[],
);

/** Addresses are no settings here: pools give them out, and attachments state theirs. */
const SETTINGS_OF_NICS = NIC_SETTINGS.filter(
  (name): name is Exclude<NicSetting, AddressName> => !ADDRESSES.some((address) => address === name),
);

export const ADDRESS_USES = settingUses(ADDRESSES);

export const NIC_SETTING_USES: SettingUses<NicVfSettings> = {
  ...COMMON_SETTING_USES,
  ...settingUses(SETTINGS_OF_NICS satisfies readonly (keyof NicVfSettings)[]),
};

export const NVME_SETTING_USES: SettingUses<NvmeVfSettings> = {
  ...COMMON_SETTING_USES,
  ...settingUses(NVME_SETTINGS satisfies readonly (keyof NvmeVfSettings)[]),
};

export const GPU_SETTING_USES: SettingUses<GpuVfSettings> = {
  ...COMMON_SETTING_USES,
  ...settingUses(GPU_SETTINGS satisfies readonly (keyof GpuVfSettings)[]),
};

/** Properties of a pool or attachment that are settings of the VF. */
export const SETTING_USES = {
  ...NIC_SETTING_USES,
  ...NVME_SETTING_USES,
  settings: OWN,
} as const satisfies Uses<VirtualFunctionSettings>;

/** Properties that say what the guest does with the VF. */
export const USE_USES = {
  tenant: 'use',
  trustedTenant: 'use',
  rdma: 'use',
  promiscuous: 'use',
  guestMacChange: 'use',
  guestVlans: 'use',
  macFilters: 'use',
  queuePairs: 'use',
  vdpa: 'use',
  needsControllerMemory: 'use',
} as const satisfies Uses<VirtualFunctionUse>;
