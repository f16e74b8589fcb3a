import type { ClientContext } from './context';
import type { PrivateState } from './private-state';
import type { ValidateRequest } from './resource';
import type { KnownConfigOf, Schema, StateOf } from './schema';

export interface OpenRequest<S, C> extends ClientContext<C> {
  readonly config: KnownConfigOf<S>;
  /** What renew and close need: they get nothing else. */
  readonly private: PrivateState;
}

export interface Opened<S> {
  readonly result: StateOf<S>;
  /** When `renew` is to be called at the latest; null or left out for never. */
  readonly renewAt?: Date | null;
}

export interface HeldRequest<C> extends ClientContext<C> {
  readonly private: PrivateState;
}

/** A value that exists for one run and stands in no plan and no state (Terraform 1.10, OpenTofu 1.11). */
export interface EphemeralResource<S extends Schema = Schema, C = unknown> {
  readonly schema: S;
  validate?(request: ValidateRequest<S>): void | Promise<void>;
  open(request: OpenRequest<S, C>): Promise<Opened<S>>;
  /** When to renew the next time; null for never. */
  renew?(request: HeldRequest<C>): Promise<Date | null>;
  close?(request: HeldRequest<C>): Promise<void>;
}
