import type { TargetPf } from '../plan/host-plan';
import { NO_BLOCKS, NO_NETDEVS } from './evidence.sh.generated';
import { MANAGEMENT_OF } from './management';
import { USE_OF, USE_OF_BLOCKS, USE_OF_NETDEVS } from './use';

/** What the guards ask of the functions of a class: functions of no class have neither netdevs nor block devices. */
export function evidenceParts(deviceClass: TargetPf['deviceClass']): readonly string[] {
  switch (deviceClass) {
    case 'net':
      return [USE_OF, USE_OF_NETDEVS, MANAGEMENT_OF, NO_BLOCKS];
    case 'nvme':
      return [USE_OF, NO_NETDEVS, USE_OF_BLOCKS];
    case 'other':
      return [USE_OF, NO_NETDEVS, NO_BLOCKS];
  }
}

/** For functions of all classes. */
export const EVIDENCE: readonly string[] = [USE_OF, USE_OF_NETDEVS, MANAGEMENT_OF, USE_OF_BLOCKS];
