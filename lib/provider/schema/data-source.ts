import type { ClientContext } from './context';
import type { ValidateRequest } from './resource';
import type { KnownConfigOf, Schema, StateOf } from './schema';

export interface ReadDataRequest<S, C> extends ClientContext<C> {
  readonly config: KnownConfigOf<S>;
}

/** A type of data source: what it reads changes nothing. */
export interface DataSource<S extends Schema = Schema, C = unknown> {
  readonly schema: S;
  validate?(request: ValidateRequest<S>): void | Promise<void>;
  read(request: ReadDataRequest<S, C>): Promise<StateOf<S>>;
}
