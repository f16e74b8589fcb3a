import { VfDriver } from '../vf-driver';

/** Types of properties as the model has them. */
export type Plain<T> = { readonly [K in keyof T]: T[K] extends VfDriver | undefined ? string : T[K] };

/** A value as the model has it: what a class of the public API stands for, by its name. */
export function plainValue(value: unknown): unknown {
  return value instanceof VfDriver ? value.name : value;
}
