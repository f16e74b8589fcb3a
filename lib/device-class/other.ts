import type { DeviceClassSpec } from './spec';

/** What no other class is about: VFs that have a driver and MSI-X vectors. One that nobody has read is an accelerator. */
export const other = {
  functions: 'other',
  words: 'neither a NIC nor an NVMe SSD',
  classCodes: [],
  presumedClassCode: () => '120000',
  driver: null,
  hasSecondaryControllers: false,
  moves: null,
  addedAs: 'crypto',
} as const satisfies DeviceClassSpec;
