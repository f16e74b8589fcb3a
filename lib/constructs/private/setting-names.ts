/** Properties of a pool or attachment that are settings of the VF. */
export const SETTING_NAMES = new Set([
  'driver',
  'vlan',
  'vlanQos',
  'vlanProtocol',
  'spoofCheck',
  'trust',
  'linkState',
  'minTxRateMbps',
  'maxTxRateMbps',
  'queryRss',
  'mtu',
  'msixVectors',
  'nvmeVirtualQueues',
  'nvmeVirtualInterrupts',
  'namespaceId',
  'namespaceShared',
] as const);

/** Properties that say what the guest does with the VF. */
export const USE_NAMES = new Set([
  'tenant',
  'trustedTenant',
  'rdma',
  'promiscuous',
  'guestMacChange',
  'guestVlans',
  'macFilters',
  'queuePairs',
  'vdpa',
  'needsControllerMemory',
] as const);
