import { MANAGEMENT_OF } from './management';
import { USE_OF, USE_OF_BLOCKS, USE_OF_NETDEVS } from './use';

/** What guards ask of functions of all classes. */
export const EVIDENCE: readonly string[] = [USE_OF, USE_OF_NETDEVS, MANAGEMENT_OF, USE_OF_BLOCKS];
