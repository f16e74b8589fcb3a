import type { Difference } from '../plan/difference';
import type { Step } from '../plan/step';
import { settingValue } from '../plan/vf-settings';

/** What a step writes, in the words of a difference. */
export interface Written {
  readonly fields: readonly string[];
  readonly value: Difference['wanted'];
}

/** null for steps that leave nothing behind which a difference could name. */
export function writtenBy(step: Step): Written | null {
  switch (step.kind) {
    case 'num-vfs':
      return { fields: ['numVfs'], value: step.numVfs };
    case 'drivers-autoprobe':
      return { fields: ['driversAutoprobe'], value: step.enabled };
    case 'eswitch-mode':
      return { fields: ['eswitchMode'], value: step.mode };
    case 'pf-link':
      return { fields: ['adminUp'], value: step.up };
    case 'pf-mtu':
    case 'vf-mtu':
      return { fields: ['mtu'], value: step.mtu };
    case 'vf-setting':
      return { fields: [step.setting.name], value: settingValue(step.setting) };
    case 'vf-vlans':
      return { fields: ['allowedVlans'], value: step.allowed };
    case 'vf-msix':
      return { fields: ['msixVectors'], value: step.vectors };
    case 'driver-bind':
      return { fields: ['driver', 'driverOverride'], value: step.driver };
    case 'nvme-resource':
      return { fields: [step.resource === 'vq' ? 'virtualQueues' : 'virtualInterrupts'], value: step.count };
    case 'secondary-state':
      return { fields: ['online', 'nvme'], value: step.online };
    case 'namespace-attach':
      return { fields: [`namespace ${step.nsid}`], value: step.attached ? 'attached' : 'not attached' };
    default:
      return null;
  }
}
