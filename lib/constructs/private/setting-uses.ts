import type { VirtualFunctionSettings, VirtualFunctionUse } from '../settings';
import type { Uses } from './properties';

/** Properties of a pool or attachment that are settings of the VF. */
export const SETTING_USES = {
  driver: 'settings',
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
  msixVectors: 'settings',
  nvmeVirtualQueues: 'settings',
  nvmeVirtualInterrupts: 'settings',
  namespaceId: 'settings',
  namespaceShared: 'settings',
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
