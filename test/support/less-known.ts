import CATALOG_SCHEMA from '../../schemas/device-catalog.schema.json';
import INVENTORY_SCHEMA from '../../schemas/inventory.schema.json';
import type { ResolvedHost } from '../../lib/resolve/resolved';

/**
 * Hosts of which less is known than of a given one: each fact that a rule reads and that the schemas let be unknown is
 * taken away once. What may be unknown is so said by the schemas alone, and by `RESOLVED` for what `resolve` adds.
 */

/** Of what `resolve` finds: the properties that may be `null`. */
const RESOLVED = {
  physicalFunction: ['facts', 'device', 'profile', 'totalVfs', 'linkMbps', 'linkType'],
  pool: ['firstVf'],
  vf: ['facts', 'address'],
  attachment: ['vf', 'mac', 'address'],
} as const;

interface Schema {
  readonly $ref?: string;
  readonly type?: string | readonly string[];
  readonly enum?: readonly unknown[];
  readonly anyOf?: readonly Schema[];
  readonly properties?: Readonly<Record<string, Schema>>;
  readonly required?: readonly string[];
  readonly items?: Schema;
  readonly allOf?: readonly Schema[];
  readonly definitions?: Readonly<Record<string, Schema>>;
  readonly $defs?: Readonly<Record<string, Schema>>;
}

/** A fact of one kind of object, or of one object of that kind. */
export interface Forgotten {
  readonly kind: string;
  readonly fact: string;
  /** Absent: of all objects of the kind. */
  readonly of?: object;
}

/** What of each object may be unknown: its kind, and per fact what stands there then. */
type Forgettable = Map<object, { readonly kind: string; readonly facts: ReadonlyMap<string, null | undefined> }>;

/** Calls `look` with the hosts as they are, then once for each fact that it read with that fact not known. */
export function withLessKnown(
  hosts: readonly ResolvedHost[],
  look: (hosts: readonly ResolvedHost[], forgotten: Forgotten | null) => void,
): void {
  const forgettable = forgettableOf(hosts);
  const read = new Map<string, Set<object>>();
  look(
    seen(hosts, forgettable, (object, kind, fact) => {
      const key = `${kind} ${fact}`;
      read.set(key, (read.get(key) ?? new Set()).add(object));
      return false;
    }),
    null,
  );
  for (const [key, objects] of read) {
    const [kind = '', fact = ''] = key.split(' ');
    const [first] = objects;
    for (const of of objects.size > 1 ? [undefined, first] : [undefined]) {
      const forgotten = { kind, fact, ...(of === undefined ? {} : { of }) };
      look(
        seen(
          hosts,
          forgettable,
          (object, itsKind, itsFact) =>
            itsFact === fact && (itsKind === kind || follows(itsKind, kind)) && (of === undefined || of === object),
        ),
        forgotten,
      );
    }
  }
}

/** Who does not know a PF does not know its VFs. */
function follows(kind: string, gone: string): boolean {
  return kind === 'vf' && gone === 'physicalFunction';
}

function seen<T extends object>(
  root: T,
  forgettable: Forgettable,
  forgets: (object: object, kind: string, fact: string) => boolean,
): T {
  const views = new WeakMap<object, object>();
  const view = <U extends object>(object: U): U => {
    let proxy = views.get(object) as U | undefined;
    if (proxy === undefined) {
      proxy = new Proxy(object, {
        get(target, key) {
          const entry = forgettable.get(target);
          const value: unknown = Reflect.get(target, key);
          if (typeof key === 'string' && entry?.facts.has(key) && value != null && forgets(target, entry.kind, key)) {
            return entry.facts.get(key);
          }
          return typeof value === 'object' && value !== null ? view(value) : value;
        },
      });
      views.set(object, proxy);
    }
    return proxy;
  };
  return view(root);
}

function forgettableOf(hosts: readonly ResolvedHost[]): Forgettable {
  const all: Forgettable = new Map();
  const inventory = INVENTORY_SCHEMA as Schema;
  const catalog = CATALOG_SCHEMA as Schema;
  const resolved = (object: object, kind: keyof typeof RESOLVED) =>
    all.set(object, { kind, facts: new Map(RESOLVED[kind].map((fact) => [fact, null])) });
  for (const host of hosts) {
    walk(host.inventory, inventory, inventory, 'inventory', all);
    for (const attachment of host.attachments) resolved(attachment, 'attachment');
    for (const pf of host.physicalFunctions) {
      resolved(pf, 'physicalFunction');
      for (const pool of pf.pools) resolved(pool, 'pool');
      for (const vf of pf.virtualFunctions) resolved(vf, 'vf');
      if (pf.device !== null) walk(pf.device, definition(catalog, 'device'), catalog, 'device', all);
      if (pf.profile !== null) walk(pf.profile, definition(catalog, 'driverProfile'), catalog, 'driver', all);
    }
  }
  return all;
}

function definition(schema: Schema, name: string): Schema {
  const found = (schema.definitions ?? schema.$defs)?.[name];
  if (found === undefined) throw new Error(`no definition ${name} in the schema`);
  return found;
}

function referred(reference: string, root: Schema): Schema {
  return definition(root, reference.slice(reference.lastIndexOf('/') + 1));
}

/** Without a part of it, a condition is another one that is known as well. */
function isCondition({ $ref = '' }: Schema): boolean {
  return $ref.endsWith('/operationCondition') || $ref.endsWith('/kernelRange');
}

function walk(value: unknown, schema: Schema, root: Schema, kind: string, all: Forgettable): void {
  if (isCondition(schema)) return;
  if (typeof value !== 'object' || value === null || all.has(value)) return;
  const { properties = {}, required, items } = whole(schema, root);
  if (Array.isArray(value)) {
    if (items !== undefined) for (const item of value) walk(item, items, root, kind, all);
    return;
  }
  const facts = new Map<string, null | undefined>();
  for (const [name, property] of Object.entries(properties)) {
    // A property that an inventory may leave out stands in what was read of it all the same.
    if (mayBeNull(property, root)) facts.set(name, null);
    else if (root === CATALOG_SCHEMA && required?.includes(name) !== true) facts.set(name, undefined);
    walk((value as Readonly<Record<string, unknown>>)[name], property, root, `${kind}.${name}`, all);
  }
  all.set(value, { kind, facts });
}

/** The schema of what a value is when it is not `null`: references followed, parts put together. */
function whole(schema: Schema, root: Schema): Schema {
  const { $ref, anyOf, allOf } = schema;
  if ($ref !== undefined) return whole(referred($ref, root), root);
  const some = anyOf?.find(({ type }) => type !== 'null');
  if (some !== undefined) return whole(some, root);
  if (allOf === undefined) return schema;
  const parts = [{ ...schema, allOf: undefined }, ...allOf.map((part) => whole(part, root))];
  return {
    properties: Object.assign({}, ...parts.map(({ properties }) => properties)) as Record<string, Schema>,
    required: parts.flatMap(({ required = [] }) => required),
  };
}

function mayBeNull(schema: Schema, root: Schema): boolean {
  if (schema.$ref !== undefined) return mayBeNull(referred(schema.$ref, root), root);
  const { type, enum: values, anyOf } = schema;
  return (
    type === 'null' ||
    (Array.isArray(type) && type.includes('null')) ||
    values?.includes(null) === true ||
    anyOf?.some((one) => mayBeNull(one, root)) === true
  );
}
