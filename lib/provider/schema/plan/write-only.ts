import { MODES } from '../mode';
import type { Visit } from '../walk';

/** No plan holds what is write-only. */
export const withoutWriteOnly: Visit = ({ mode }, { planned }) => (MODES[mode].writeOnly ? null : planned);
