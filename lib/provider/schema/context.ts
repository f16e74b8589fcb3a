import type { Say } from './diagnostics';
import type { Log } from '../wire/log';

/** What every call of code of a provider has. */
export interface Context {
  /** Aborted when the user interrupts the run, or when the time of the operation is over; its reason is for people. */
  readonly signal: AbortSignal;
  readonly log: Log;
  /** Findings. With an error among them the call has failed; `throw` a ProviderError to end it at once. */
  readonly say: Say;
}

/** A call that works with what `Provider.configure` made. */
export interface ClientContext<C> extends Context {
  readonly client: C;
}

/** A call at a moment at which the configuration of the provider may not be known yet. */
export interface MaybeClientContext<C> extends Context {
  /** Null while the configuration of the provider is not known: it depends on what this run makes. */
  readonly client: C | null;
}
