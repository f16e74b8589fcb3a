import { VF_UNSEEN } from '../evidence/use';
import { DIRECTIVES, GUARDS, PRELUDE, PROGRAM, SAY } from './core.sh.generated';
import { fill } from './template';

export { PRELUDE, PROGRAM };

/** What the scripts of all PFs begin with. */
export const CORE = [DIRECTIVES, PRELUDE, SAY, PROGRAM, fill(GUARDS, { VF_UNSEEN })].join('\n');
