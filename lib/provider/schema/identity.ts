import type { ValueType } from './value-types';

/** What a resource is called where it is, for import and for moves (Terraform 1.12, OpenTofu 1.12): it never changes. */
export interface IdentitySchema<A extends IdentityAttributes = IdentityAttributes> {
  readonly version: number;
  readonly attributes: A;
}

export type IdentityAttributes = Readonly<Record<string, IdentityAttribute>>;

export interface IdentityAttribute<T extends ValueType = ValueType> {
  /** A primitive, or a list of primitives: hosts take no others. */
  readonly type: T;
  /** Whether an import must say it. Otherwise it may. */
  readonly required: boolean;
  readonly description: string;
}

type StateOfType<T> = T extends ValueType<infer V> ? V['state'] : never;

/** An identity, whole. */
export type IdentityOf<A extends IdentityAttributes> = {
  readonly [K in keyof A]: A[K] extends IdentityAttribute<infer T>
    ? A[K]['required'] extends true
      ? StateOfType<T>
      : StateOfType<T> | null
    : never;
};

export function identity<const A extends IdentityAttributes>(options: {
  /** Default: 0. */
  readonly version?: number;
  readonly attributes: A;
}): IdentitySchema<A> {
  return { version: options.version ?? 0, attributes: options.attributes };
}
