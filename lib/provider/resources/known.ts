import { UNKNOWN, type Unknown } from '../schema';

/** Whether a value of whatever type is not known yet. */
export const isOpen = (value: unknown): value is Unknown => value === UNKNOWN;

/** What a configuration gives for a value. */
export type Given<T> = T | Unknown | null;

/** Collects what is stated, under the names of the model, and the names of what is not known yet. */
export class Statements {
  public readonly unresolved: string[] = [];

  /** @returns the value; undefined where there is none or it is not known yet */
  public take<T>(name: string, value: Given<T>): T | undefined {
    if (isOpen(value)) {
      this.unresolved.push(name);
      return undefined;
    }
    return value ?? undefined;
  }

  /** As a part of an object: nothing where there is none. */
  public part<K extends string, T>(name: K, value: Given<T>): { readonly [P in K]?: T } {
    const taken = this.take(name, value);
    return (taken === undefined ? {} : { [name]: taken }) as { readonly [P in K]?: T };
  }
}
