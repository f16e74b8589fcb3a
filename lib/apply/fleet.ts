/**
 * Hosts that are worked on at once if nobody says otherwise. A host costs this machine next to nothing while it works;
 * most of the time is spent waiting for it.
 */
export const DEFAULT_PARALLEL = 64;

export type Outcome<T> =
  | { readonly kind: 'result'; readonly result: T }
  | { readonly kind: 'error'; readonly error: unknown }
  /** Not begun, since another one failed before. */
  | { readonly kind: 'skipped' };

/**
 * Does the work for every host, at most so many at once. One that throws does not stop the others.
 *
 * @param stopAfter whether none is to be begun after this outcome
 */
export async function forEachHost<H, T>(
  hosts: readonly H[],
  parallel: number,
  work: (host: H) => Promise<T>,
  stopAfter: (outcome: Outcome<T>) => boolean = () => false,
): Promise<Outcome<T>[]> {
  const outcomes = hosts.map((): Outcome<T> => ({ kind: 'skipped' }));
  let next = 0;
  let stopped = false;
  const worker = async () => {
    while (!stopped && next < hosts.length) {
      const index = next++;
      const outcome = await outcomeOf(() => work(hosts[index] as H));
      outcomes[index] = outcome;
      stopped ||= stopAfter(outcome);
    }
  };
  await Promise.all(Array.from({ length: Math.min(parallel, hosts.length) }, worker));
  return outcomes;
}

async function outcomeOf<T>(work: () => Promise<T>): Promise<Outcome<T>> {
  try {
    return { kind: 'result', result: await work() };
  } catch (error) {
    return { kind: 'error', error };
  }
}
