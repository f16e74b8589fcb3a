import { InputError } from '../../model/errors';

/** How many times as long as a real host a virtual one takes. */
export const PACE_VARIABLE = 'SRIOV_VIRTUAL_PACE';

/** A host that is worse than any: a link takes 20 s to come. */
const SLOWEST = 10;

/** `VirtualHostOptions.pace` as the environment says it. @throws InputError for what is none */
export function paceOf(env: Readonly<NodeJS.ProcessEnv>): number {
  const text = env[PACE_VARIABLE];
  if (text === undefined || text === '') return 0;
  const value = Number(text);
  if (value >= 0 && value <= SLOWEST) return value;
  const fix = `Give 0 for no waiting, 1 for real time, or up to ${SLOWEST} for a slower host`;
  throw new InputError(PACE_VARIABLE, `${text} is no number from 0 to ${SLOWEST}`, fix);
}
