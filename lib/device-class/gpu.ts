import type { DeviceClassSpec } from './spec';

/** GPUs: display controllers. */
export const gpu = {
  functions: 'other',
  words: 'a GPU',
  classCodes: ['03'],
  presumedClassCode: () => '030000',
  driver: null,
  hasSecondaryControllers: false,
  moves: null,
  addedAs: 'gpu',
} as const satisfies DeviceClassSpec;
