import { visit } from '../walk';

/** What the schema states where the configuration says nothing. */
export const withDefault = visit(
  ({ mode }) => mode === 'defaulted',
  ({ mode, default: stated }, { config, planned }) => (mode === 'defaulted' && config === null ? stated : planned),
);
