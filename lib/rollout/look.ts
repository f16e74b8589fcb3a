import { type Course, forEachHost } from './for-each-host';
import type { RolloutHost } from './hosts';
import { type Verdict, verdictOf } from './verdict';

/** How hosts are looked at. */
export interface LookOptions extends Pick<Course<unknown>, 'parallel' | 'signal'> {
  /** Look at no further host after one that could not be looked at. @default false */
  readonly failFast?: boolean;
}

/** What was seen on a host, or why nothing was. */
export type Looked<T> =
  { readonly host: RolloutHost; readonly seen: T } | { readonly host: RolloutHost; readonly verdict: Verdict };

/** Looks at all hosts, each in the same way. */
export async function lookAtAll<T>(
  hosts: readonly RolloutHost[],
  { parallel, signal, failFast = false }: LookOptions,
  look: (host: RolloutHost) => Promise<T>,
): Promise<Looked<T>[]> {
  const stopAfter = ({ kind }: { readonly kind: string }) => failFast && kind === 'error';
  const outcomes = await forEachHost(hosts, { parallel, signal, stopAfter }, look);
  return hosts.map((host, n) => {
    const outcome = outcomes[n] ?? { kind: 'skipped' };
    return outcome.kind === 'result' ? { host, seen: outcome.result } : { host, verdict: verdictOf(outcome) };
  });
}
