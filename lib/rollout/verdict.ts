import type { HostResult } from '../apply';
import type { NamedRun } from '../host/port';
import { HostUnreachable } from '../host/unreachable';
import { InputError } from '../model/errors';
import type { Outcome } from './for-each-host';

/** What became of a host, counting what never came as far as a run. */
export type Verdict =
  | HostResult
  | { readonly status: 'unreachable'; readonly problem: string }
  /** `defect`: what was thrown, if it is one of this program. */
  | { readonly status: 'error'; readonly problem: string; readonly defect?: unknown }
  /** There is no run to take back, or none of this host of the app. */
  | { readonly status: 'nothing' | 'foreign'; readonly problem: string; readonly run?: NamedRun }
  /** Somebody was asked and said no. */
  | { readonly status: 'declined' }
  /** Not begun, since another host failed before. */
  | { readonly status: 'skipped' }
  /** Not begun, since the whole was called off before. */
  | { readonly status: 'cancelled' };

/** What a verdict comes to: all is well; something was found, refused or left out; something failed. */
export type Grade = 'clean' | 'found' | 'failed';

const GRADES: Readonly<Record<Verdict['status'], Grade>> = {
  unchanged: 'clean',
  done: 'clean',
  nothing: 'clean',
  refused: 'found',
  unsound: 'found',
  busy: 'found',
  outdated: 'found',
  declined: 'found',
  foreign: 'found',
  skipped: 'found',
  cancelled: 'found',
  overtaken: 'found',
  failed: 'failed',
  differs: 'failed',
  unconfirmed: 'failed',
  lost: 'failed',
  unreachable: 'failed',
  error: 'failed',
};

export function gradeOf({ status }: Verdict): Grade {
  return GRADES[status];
}

/** Whatever goes wrong on one host is the result of that host: the others have theirs. */
export function verdictOf(outcome: Exclude<Outcome<unknown>, { readonly kind: 'result' }>): Verdict {
  return outcome.kind === 'error' ? verdictOfError(outcome.error) : { status: outcome.kind };
}

function verdictOfError(error: unknown): Verdict {
  if (error instanceof HostUnreachable) return { status: 'unreachable', problem: error.message };
  if (error instanceof InputError) return { status: 'error', problem: error.message };
  return { status: 'error', problem: error instanceof Error ? error.message : String(error), defect: error };
}
