import { MODES } from '../mode';
import { visit } from '../walk';

/** No plan holds what is write-only. */
export const withoutWriteOnly = visit(
  ({ mode }) => MODES[mode].writeOnly,
  ({ mode }, { planned }) => (MODES[mode].writeOnly ? null : planned),
);
