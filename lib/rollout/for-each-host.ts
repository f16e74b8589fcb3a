/**
 * Hosts that are worked on at once if nobody says otherwise. A host costs this machine next to nothing while it works;
 * most of the time is spent waiting for it.
 */
export const DEFAULT_PARALLEL = 64;

export type Outcome<T> =
  | { readonly kind: 'result'; readonly result: T }
  | { readonly kind: 'error'; readonly error: unknown }
  /** Not begun, since another one failed before. */
  | { readonly kind: 'skipped' }
  /** Not begun, since the whole was called off before. */
  | { readonly kind: 'cancelled' };

/** How a fleet is gone through. */
export interface Course<T> {
  readonly parallel: number;
  /** Whether none is to be begun after this outcome. @default every one is */
  readonly stopAfter?: (outcome: Outcome<T>) => boolean;
  /** Once it is aborted none is begun; those that were begun come to their end. @default never */
  readonly signal?: AbortSignal | undefined;
}

/**
 * Does the work for every host in their order, at most so many at once. One that throws does not stop the others. The only
 * place that says which host is begun when.
 */
export async function forEachHost<H, T>(
  hosts: readonly H[],
  { parallel, stopAfter = () => false, signal }: Course<T>,
  work: (host: H) => Promise<T>,
): Promise<Outcome<T>[]> {
  const outcomes: Outcome<T>[] = [];
  let next = 0;
  let stopped = false;
  const worker = async () => {
    while (!stopped && signal?.aborted !== true && next < hosts.length) {
      const index = next++;
      const outcome = await outcomeOf(() => work(hosts[index] as H));
      outcomes[index] = outcome;
      stopped ||= stopAfter(outcome);
    }
  };
  await Promise.all(Array.from({ length: Math.min(parallel, hosts.length) }, worker));
  const notBegun: Outcome<T> = { kind: stopped ? 'skipped' : 'cancelled' };
  return hosts.map((_, index) => outcomes[index] ?? notBegun);
}

async function outcomeOf<T>(work: () => Promise<T>): Promise<Outcome<T>> {
  try {
    return { kind: 'result', result: await work() };
  } catch (error) {
    return { kind: 'error', error };
  }
}
