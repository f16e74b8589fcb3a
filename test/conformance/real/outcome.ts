import { kernelError } from '../../../lib/host/linux/kernel-error';
import type { Errno } from '../../../lib/simulate/kernel/outcome';
import type { OperationResult } from '../../../lib/simulate/kernel/result';
import type { Answer } from './session';

/** What an operation came to on the real host. */
export type RealResult =
  | { readonly ok: true }
  | { readonly ok: false; readonly errno?: Errno; readonly nvmeStatus?: number; readonly text: string };

export function resultOf({ code, lines }: Answer): RealResult {
  if (code === 0) return { ok: true };
  const text = lines.join(' ').trim();
  const { errno, nvmeStatus } = kernelError(text);
  return {
    ok: false,
    text,
    ...(errno === undefined ? {} : { errno }),
    ...(nvmeStatus === undefined ? {} : { nvmeStatus }),
  };
}

/** Why the two are not the same result; null when they are. */
export function resultDifference(model: OperationResult, real: RealResult): string | null {
  if (model.ok && real.ok) return null;
  if (model.ok) return `the model lets it pass, the host says "${real.ok ? '' : real.text}"`;
  const { errno, nvmeStatus, message } = model.error;
  if (real.ok) return `the host lets it pass, the model says "${message}"`;
  const isSame =
    real.errno === errno &&
    real.nvmeStatus === nvmeStatus &&
    (errno !== undefined || nvmeStatus !== undefined || saysTheSame(message, real.text));
  return isSame ? null : `the host says "${real.text}", the model "${message}"`;
}

/** What a tool says by itself: `Cannot find device` and, in the model, of which PF. */
function saysTheSame(message: string, text: string): boolean {
  return text.includes(message.split(':')[0] ?? message);
}
