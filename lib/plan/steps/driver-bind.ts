import type { PciAddress, VfIndex } from '../../model/units';
import { vfFacts } from '../difference';
import { WRITE_SECONDS } from './limits';
import { ref } from './schema';
import type { StepBase, StepSpec } from './spec';

/** `driver_override`, unbind, bind: the VF ends on `driver`, or on none with the override cleared. */
export interface DriverBindStep extends StepBase {
  readonly kind: 'driver-bind';
  readonly vf: VfIndex;
  /** Address of the VF; null on a presumed host, where only the link `virtfnN` will tell it. */
  readonly address: PciAddress | null;
  /** Kernel driver name; null leaves it unbound. */
  readonly driver: string | null;
}

export const DRIVER_BIND: StepSpec<DriverBindStep> = {
  description: 'Put a VF on a driver, or on none.',
  fields: {
    vf: ref('vfIndex'),
    address: {
      description: 'null: a presumed host, where the link virtfnN of the PF tells it.',
      anyOf: [ref('pciAddress'), { type: 'null' }],
    },
    driver: { description: 'Driver to bind; null: unbind.', anyOf: [ref('name'), { type: 'null' }] },
  },
  reach: 'vf',
  isUnnoticed: ({ driver, vf }, pf) => driver !== null && vfFacts(pf, vf)?.driver === driver,
  thing: ({ vf }) => `bind ${vf}`,
  isNeededBy: ({ vf }, other) =>
    other.kind === 'eswitch-mode' ||
    (other.kind === 'vf-setting' && ('mac' in other.setting || 'guid' in other.setting) && other.vf === vf) ||
    ((other.kind === 'vf-msix' ||
      other.kind === 'vf-migratable' ||
      other.kind === 'vf-quota' ||
      other.kind === 'nvme-resource' ||
      other.kind === 'secondary-state') &&
      other.vf === vf),
  writes: ({ driver }) => ({ fields: ['driver', 'driverOverride'], value: driver }),
  limitSeconds: () => WRITE_SECONDS,
  tools: [],
  words: ({ driver }) => (driver === null ? 'no driver' : `driver ${driver}`),
};
