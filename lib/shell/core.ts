import { VF_UNSEEN } from '../evidence/use';
import { DIRECTIVES, GUARDS, PRELUDE, PROGRAM, VALUES } from './core.sh.generated';
import { fill } from './template';

export { PRELUDE, PROGRAM };

/** What the scripts of all PFs and runs begin with. */
export const CORE = [DIRECTIVES, PRELUDE, VALUES, PROGRAM, fill(GUARDS, { VF_UNSEEN })].join('\n');
