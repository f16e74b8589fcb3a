/** JSON. */
export type PrivateValue =
  string | number | boolean | null | readonly PrivateValue[] | { readonly [key: string]: PrivateValue };

/** Keys that begin so belong to the framework. */
const OWN_PREFIX = '.';

/**
 * What a provider keeps beside the state of a resource, which nobody but it reads; it is not encrypted. It goes from plan to apply to
 * read, and what was not set is kept.
 */
export class PrivateState {
  readonly #values: Map<string, PrivateValue>;

  public constructor(values: ReadonlyMap<string, PrivateValue> = new Map()) {
    this.#values = new Map(values);
  }

  /** Undefined for a key that was never set. */
  public get(key: string): PrivateValue | undefined {
    return this.#values.get(ours(key));
  }

  public set(key: string, value: PrivateValue): void {
    this.#values.set(ours(key), value);
  }

  public delete(key: string): void {
    this.#values.delete(ours(key));
  }

  /** @throws Error for bytes that are no JSON object */
  public static fromBytes(bytes: Uint8Array): PrivateState {
    if (bytes.length === 0) return new PrivateState();
    const read: unknown = JSON.parse(new TextDecoder().decode(bytes));
    if (typeof read !== 'object' || read === null || Array.isArray(read)) {
      throw new Error('the private state of the resource is no JSON object');
    }
    return new PrivateState(new Map(Object.entries(read)));
  }

  /** Empty where nothing was ever set. Equal states have equal bytes. */
  public toBytes(): Uint8Array {
    if (this.#values.size === 0) return new Uint8Array();
    const sorted = [...this.#values].sort(([a], [b]) => (a < b ? -1 : 1));
    // Of an object without prototype `__proto__` is a key like another.
    const object: Record<string, PrivateValue> = Object.create(null) as Record<string, PrivateValue>;
    for (const [key, value] of sorted) object[key] = value;
    return new TextEncoder().encode(JSON.stringify(object));
  }
}

function ours(key: string): string {
  if (key.startsWith(OWN_PREFIX))
    throw new Error(`private keys that begin with "${OWN_PREFIX}" are the framework's: ${key}`);
  return key;
}
