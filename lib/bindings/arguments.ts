import { type IResolvable, Lazy, Token, Tokenization } from 'cdktf';

/** Arguments by their name in Terraform; null for one that holds no arguments itself. */
export interface ArgumentTable {
  readonly [name: string]: { readonly many: boolean; readonly of: ArgumentTable } | null;
}

/**
 * A configuration under the names that Terraform has: those of the arguments, to any depth, and not what users name.
 *
 * @param config by the names of TypeScript; references stay as they are
 */
export function argumentsOf(config: object, table: ArgumentTable): { [name: string]: unknown } {
  const stated = config as Readonly<Record<string, unknown>>;
  const named: { [name: string]: unknown } = {};
  for (const [name, inner] of Object.entries(table)) {
    const value = stated[name.replaceAll(/_([a-z])/g, (_, letter: string) => letter.toUpperCase())];
    if (value !== undefined) named[name] = inner === null ? value : within(value, inner);
  }
  return named;
}

function within(value: unknown, { many, of }: NonNullable<ArgumentTable[string]>): unknown {
  if (!isObject(value)) return value;
  if (!many) return argumentsOf(value, of);
  const each = (one: unknown) => (isObject(one) ? argumentsOf(one, of) : one);
  if (Array.isArray(value)) return value.map(each);
  return Object.fromEntries(Object.entries(value).map(([name, one]) => [name, each(one)]));
}

const isObject = (value: unknown): value is object =>
  typeof value === 'object' && value !== null && !Tokenization.isResolvable(value);

/** The same for stacks that are written as HCL: each value with how it is to be written. */
export function hclOf(named: { [name: string]: unknown }): { [name: string]: unknown } {
  return Object.fromEntries(
    Object.entries(named).flatMap(([name, value]) =>
      value === undefined ? [] : [[name, Token.isUnresolved(value) ? resolvedFirst(value) : shown(value)]],
    ),
  );
}

const shown = (value: unknown) => ({ value, isBlock: false, ...kindOf(value) });

/** What comes of a reference may be nothing at all, and then is not written. */
function resolvedFirst(reference: unknown): IResolvable {
  return Lazy.anyValue({
    produce: (context) => {
      const value: unknown = context.resolve(reference);
      return value === undefined ? undefined : shown(value);
    },
  });
}

function kindOf(value: unknown): { readonly type: string; readonly storageClassType: string } {
  if (Array.isArray(value)) return { type: 'list', storageClassType: 'stringList' };
  if (isObject(value)) return { type: 'map', storageClassType: 'anyMap' };
  return { type: 'simple', storageClassType: typeof value === 'object' ? 'any' : typeof value };
}
