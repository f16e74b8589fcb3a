import { attribute, type Say } from '../../schema';
import type { Config } from './schema';

/** The VF is named in one of two ways. */
export function validate({ address, physical_function, vf_index }: Config, say: Say): void {
  const byIndex = physical_function !== null || vf_index !== null;
  if (address === null && !byIndex) {
    say.error('It is not said which VF is meant', 'Set address, or physical_function and vf_index.', [
      attribute('address'),
    ]);
  } else if (address !== null && byIndex) {
    const path = [attribute('address')];
    say.error('The VF is named twice', 'Set address, or physical_function and vf_index, not both.', path);
  } else if (byIndex && (physical_function === null || vf_index === null)) {
    const missing = physical_function === null ? 'physical_function' : 'vf_index';
    say.error('It is not said which VF is meant', `Set ${missing} as well.`, [attribute(missing)]);
  }
}
