import type { Visit } from '../walk';

/** What the schema states where the configuration says nothing. */
export const withDefault: Visit = ({ mode, default: stated }, { config, planned }) =>
  mode === 'defaulted' && config === null ? stated : planned;
