import { OWN, type Uses } from './properties';
import type {
  CommonVfSettings,
  NicVfSettings,
  NvmeVfSettings,
  VirtualFunctionSettings,
  VirtualFunctionUse,
} from '../settings';

export const COMMON_SETTING_USES = {
  driver: 'settings',
  msixVectors: 'settings',
} as const satisfies Uses<CommonVfSettings>;

export const NIC_SETTING_USES = {
  ...COMMON_SETTING_USES,
  vlan: 'settings',
  vlanQos: 'settings',
  vlanProtocol: 'settings',
  allowedVlans: 'settings',
  spoofCheck: 'settings',
  trust: 'settings',
  linkState: 'settings',
  minTxRateMbps: 'settings',
  maxTxRateMbps: 'settings',
  queryRss: 'settings',
  mtu: 'settings',
} as const satisfies Uses<NicVfSettings>;

export const NVME_SETTING_USES = {
  ...COMMON_SETTING_USES,
  nvmeVirtualQueues: 'settings',
  nvmeVirtualInterrupts: 'settings',
  namespaceId: 'settings',
  namespaceShared: 'settings',
} as const satisfies Uses<NvmeVfSettings>;

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
