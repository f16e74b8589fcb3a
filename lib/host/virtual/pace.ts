import { InputError } from '../../model/errors';

/** How much of the time that a real host would take a virtual one does. */
export const PACE_VARIABLE = 'SRIOV_VIRTUAL_PACE';

/** `VirtualHostOptions.pace` as the environment says it. @throws InputError for what is no share */
export function paceOf(env: Readonly<NodeJS.ProcessEnv>): number {
  const text = env[PACE_VARIABLE];
  if (text === undefined || text === '') return 0;
  const value = Number(text);
  if (value >= 0 && value <= 1) return value;
  throw new InputError(PACE_VARIABLE, `${text} is no number from 0 to 1`, 'Give 0 for no waiting, or 1 for real time');
}
