import type { DeviceClassSpec } from './spec';

/** NICs, of Ethernet and of InfiniBand: network controllers. */
export const net = {
  functions: 'net',
  words: 'a NIC',
  classCodes: ['02'],
  presumedClassCode: (linkType) => (linkType === 'infiniband' ? '020700' : '020000'),
  driver: null,
  hasSecondaryControllers: false,
  moves: 'network',
  addedAs: 'net',
} as const satisfies DeviceClassSpec;
