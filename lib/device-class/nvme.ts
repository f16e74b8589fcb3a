import type { DeviceClassSpec } from './spec';

/** NVMe SSDs: NVM Express I/O controllers. VFs are secondary controllers, offline until they have queues. */
export const nvme = {
  functions: 'nvme',
  words: 'an NVMe SSD',
  classCodes: ['010802'],
  presumedClassCode: () => '010802',
  driver: 'nvme',
  hasSecondaryControllers: true,
  moves: 'block',
  addedAs: 'nvme',
} as const satisfies DeviceClassSpec;
