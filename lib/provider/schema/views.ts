import type { Unknown } from '../cty/value';
import type { Mode } from './mode';

/**
 * The types that a value has in code of a resource, by the moment at which it is seen. They exist for the compiler only.
 */
export interface Views {
  /** In the configuration while it is checked and planned: unknown where it depends on something that is not there yet. */
  readonly config: unknown;
  /** In the configuration at apply: nothing is unknown any more. */
  readonly knownConfig: unknown;
  /** In a plan that is being made. */
  readonly plan: unknown;
  /** In the plan that is applied: unknown is only what the provider itself has to tell. */
  readonly planned: unknown;
  /** In the state. */
  readonly state: unknown;
}

/** Views of a value that is the same at all moments, such as a string. */
export interface Plain<T> extends Views {
  readonly config: T;
  readonly knownConfig: T;
  readonly plan: T;
  readonly planned: T;
  readonly state: T;
}

/** Views of an attribute whose value has the views V, by its mode. */
export interface ModeViews<V extends Views> {
  readonly required: {
    readonly config: V['config'] | Unknown;
    readonly knownConfig: V['knownConfig'];
    readonly plan: V['plan'] | Unknown;
    readonly planned: V['planned'];
    readonly state: V['state'];
  };
  readonly optional: {
    readonly config: V['config'] | Unknown | null;
    readonly knownConfig: V['knownConfig'] | null;
    readonly plan: V['plan'] | Unknown | null;
    readonly planned: V['planned'] | null;
    readonly state: V['state'] | null;
  };
  readonly computed: {
    readonly config: null;
    readonly knownConfig: null;
    readonly plan: V['plan'] | Unknown;
    readonly planned: V['plan'] | Unknown;
    readonly state: V['state'];
  };
  readonly optionalComputed: {
    readonly config: V['config'] | Unknown | null;
    readonly knownConfig: V['knownConfig'] | null;
    readonly plan: V['plan'] | Unknown;
    readonly planned: V['plan'] | Unknown;
    readonly state: V['state'];
  };
  readonly defaulted: {
    readonly config: V['config'] | Unknown | null;
    readonly knownConfig: V['knownConfig'] | null;
    readonly plan: V['plan'] | Unknown;
    readonly planned: V['planned'];
    readonly state: V['state'];
  };
  readonly requiredWriteOnly: {
    readonly config: V['config'] | Unknown;
    readonly knownConfig: V['knownConfig'];
    readonly plan: null;
    readonly planned: null;
    readonly state: null;
  };
  readonly writeOnly: {
    readonly config: V['config'] | Unknown | null;
    readonly knownConfig: V['knownConfig'] | null;
    readonly plan: null;
    readonly planned: null;
    readonly state: null;
  };
}

export type InMode<M extends Mode, V extends Views> = ModeViews<V>[M];

/** The same views, each of which may be null where the provider has something to say. */
export interface Nullable<V extends Views> extends Views {
  readonly config: V['config'];
  readonly knownConfig: V['knownConfig'];
  readonly plan: V['plan'] | null;
  readonly planned: V['planned'] | null;
  readonly state: V['state'] | null;
}
