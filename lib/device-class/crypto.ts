import type { DeviceClassSpec } from './spec';

/** Accelerators for encryption and compression: co-processors, and encryption controllers. */
export const crypto = {
  functions: 'other',
  words: 'a crypto accelerator',
  classCodes: ['0b40', '10'],
  presumedClassCode: () => '0b4000',
  driver: null,
  hasSecondaryControllers: false,
  moves: null,
  addedAs: 'crypto',
} as const satisfies DeviceClassSpec;
