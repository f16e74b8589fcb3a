import { UNKNOWN } from '../../cty/value';
import { MODES, type Mode } from '../mode';
import { visit } from '../walk';

const providerDecides = (mode: Mode): boolean => MODES[mode].computed && mode !== 'defaulted';

/** A change may change all that the provider computes: nobody knows it before the apply, unless a modifier says so. */
export const withUnknowns = visit(
  ({ mode }) => providerDecides(mode),
  ({ mode }, { config, planned }) => (providerDecides(mode) && config === null ? UNKNOWN : planned),
);
