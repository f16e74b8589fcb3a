import type { Finding } from '../../model/finding';
import type { ConstructPath } from '../../model/units';
import type { Plain } from './plain-value';
import { unknownProperty } from '../../resolve/unknown-property';

/**
 * What becomes of each property of T, by its name. The compiler tells of a property of T that is missing: nothing would
 * read it.
 */
export type Uses<T> = { readonly [K in keyof Required<T>]: string };

/** Use of properties that the construct reads by itself. */
export const OWN = 'own';

/** Names of properties whose use is S. */
type NamesOf<U, S> = { [K in keyof U]: U[K] extends S ? K : never }[keyof U];

/** Stated properties by their use. */
export type Sorted<P, U> = {
  readonly [S in Exclude<U[keyof U], typeof OWN> & string]: Partial<Plain<Pick<P, NamesOf<U, S> & keyof P>>>;
};

/** The properties that there are, the one list of them: what is stated is sorted by it, and what is not in it is said. */
export class Properties<const U extends Readonly<Record<string, string>> = Readonly<Record<string, string>>> {
  private readonly byName: ReadonlyMap<string, string>;
  /** Every use but `OWN`. */
  public readonly uses: readonly string[];

  public constructor(uses: U) {
    this.byName = new Map(Object.entries(uses));
    this.uses = [...new Set(this.byName.values())].filter((use) => use !== OWN);
  }

  /** Nothing for a property that there is not. */
  public useOf(name: string): string | undefined {
    return this.byName.get(name);
  }

  public get names(): readonly string[] {
    return [...this.byName.keys()];
  }

  /** Stated names that are none of these. Other languages give properties that their types do not have as undefined. */
  public unknownIn(props: object): string[] {
    const unknown: string[] = [];
    for (const name in props) {
      if (!this.byName.has(name) && (props as Readonly<Record<string, unknown>>)[name] !== undefined)
        unknown.push(name);
    }
    return unknown;
  }

  /** One finding for each of them. */
  public misspelt(props: object, path: ConstructPath, member?: string): Finding[] {
    return this.unknownIn(props).map((name) => unknownProperty({ path, member, name, known: this.names }));
  }
}
