import ts from 'typescript';

/** A part of a JSON schema, as far as types go. */
export interface Schema {
  readonly $ref?: string;
  readonly type?: string | readonly string[];
  readonly const?: unknown;
  readonly enum?: readonly unknown[];
  readonly properties?: Readonly<Record<string, Schema>>;
  readonly required?: readonly string[];
  readonly additionalProperties?: boolean | Schema;
  readonly items?: Schema;
  readonly definitions?: Readonly<Record<string, Schema>>;
  readonly allOf?: readonly Schema[];
  readonly anyOf?: readonly Schema[];
  readonly oneOf?: readonly Schema[];
}

/** What a schema, or a type, lets a value be. */
interface Shape<T> {
  /** `null`, `text`, `number`, `true or false`, and single values as in JSON. */
  readonly plain: ReadonlySet<string>;
  readonly objects: readonly T[];
  /** Of what lists hold. */
  readonly lists: readonly T[];
}

/**
 * Where a type of TypeScript and a JSON schema speak of different documents, one line for each place.
 *
 * Fields must have the same names, kinds of values, and single values (`const`, `enum`); one may be left out by the type
 * where the schema does not require it. What else a schema limits (numbers, patterns, lengths) types cannot say.
 */
export class Agreement {
  private readonly found: string[] = [];
  private readonly compared = new Map<Schema, Set<ts.Type>>();

  /**
   * @param resolve the schema that a `$ref` means
   * @param mayLackAll the type lets every field be left out: what is missing is filled in after the schema was applied
   */
  public constructor(
    private readonly checker: ts.TypeChecker,
    private readonly resolve: (reference: string) => Schema,
    private readonly mayLackAll: boolean,
  ) {}

  public differences(schema: Schema, type: ts.Type, at: string): readonly string[] {
    this.value(schema, type, at);
    return this.found;
  }

  private value(schema: Schema, type: ts.Type, at: string): void {
    const seen = this.compared.get(schema) ?? new Set();
    if (seen.has(type)) return;
    this.compared.set(schema, seen.add(type));
    const wanted = this.shapeOfSchema(schema);
    const typed = this.shapeOfType(type);
    for (const one of wanted.plain)
      if (!typed.plain.has(one)) this.say(at, `the schema takes ${one}, the type does not`);
    for (const one of typed.plain)
      if (!wanted.plain.has(one)) this.say(at, `the type takes ${one}, the schema does not`);
    this.lists(wanted.lists, typed.lists, at);
    this.objects(wanted.objects, typed.objects, at);
  }

  private lists(schemas: readonly Schema[], types: readonly ts.Type[], at: string): void {
    const [schema] = schemas;
    const [type] = types;
    if (schemas.length > 1 || types.length > 1) this.say(at, 'there are several kinds of lists');
    else if (schema !== undefined && type !== undefined) this.value(schema, type, `${at}/0`);
    else if (schema !== undefined || type !== undefined) {
      this.say(
        at,
        schema === undefined
          ? 'the type takes a list, the schema does not'
          : 'the schema takes a list, the type does not',
      );
    }
  }

  private objects(schemas: readonly Schema[], types: readonly ts.Type[], at: string): void {
    const [schema] = schemas;
    const [type] = types;
    if (schema === undefined || type === undefined) {
      if (schema !== undefined) this.say(at, 'the schema takes an object, the type does not');
      if (type !== undefined) this.say(at, 'the type takes an object, the schema does not');
      return;
    }
    if (schemas.length === 1 && types.length === 1) return this.object(schema, type, at);
    const tag = Object.keys(schema.properties ?? {}).find((name) =>
      schemas.every((one) => this.tagOfSchema(one, name) !== null),
    );
    if (tag === undefined) return this.say(at, 'there are several kinds of objects, and no field tells which');
    this.tagged(tag, schemas, types, at);
  }

  /** Objects that one field tells apart: `kind` of a step. */
  private tagged(tag: string, schemas: readonly Schema[], types: readonly ts.Type[], at: string): void {
    const typed = new Map(types.flatMap((type) => this.tagsOfType(type, tag).map((value) => [value, type] as const)));
    for (const schema of schemas) {
      const value = this.tagOfSchema(schema, tag) ?? '';
      const type = typed.get(value);
      if (type === undefined) this.say(at, `the schema has ${tag} ${value}, the type has not`);
      else this.object(schema, type, `${at}[${tag}=${value}]`, tag);
      typed.delete(value);
    }
    for (const value of typed.keys()) this.say(at, `the type has ${tag} ${value}, the schema has not`);
  }

  private object(schema: Schema, type: ts.Type, at: string, tag?: string): void {
    const { properties, required = [], additionalProperties } = schema;
    const entries = this.checker.getIndexTypeOfType(type, ts.IndexKind.String);
    if (typeof additionalProperties === 'object') {
      if (entries === undefined) this.say(at, 'the schema takes any key, the type does not');
      else this.value(additionalProperties, entries, `${at}/*`);
    } else if (entries !== undefined) this.say(at, 'the type takes any key, the schema does not');
    if (properties === undefined) return;
    const fields = new Map(this.checker.getPropertiesOfType(type).map((field) => [field.name, field]));
    for (const [name, part] of Object.entries(properties)) {
      const field = fields.get(name);
      if (field === undefined) {
        this.say(`${at}/${name}`, `the schema has this field, the type ${this.checker.typeToString(type)} has not`);
        continue;
      }
      fields.delete(name);
      const mayLack = (field.flags & ts.SymbolFlags.Optional) !== 0;
      if (mayLack && required.includes(name) && !this.mayLackAll)
        this.say(`${at}/${name}`, 'the schema requires it, the type does not');
      if (!mayLack && !required.includes(name)) this.say(`${at}/${name}`, 'the type requires it, the schema does not');
      if (name !== tag) this.value(part, this.checker.getTypeOfSymbol(field), `${at}/${name}`);
    }
    for (const name of fields.keys()) {
      this.say(`${at}/${name}`, `the type ${this.checker.typeToString(type)} has this field, the schema has not`);
    }
  }

  private shapeOfSchema(schema: Schema): Shape<Schema> {
    const { allOf = [], anyOf = [], oneOf = [], $ref, ...own } = schema;
    if ($ref !== undefined) return this.shapeOfSchema(merged(this.resolve($ref), own));
    if (allOf.length > 0)
      return this.shapeOfSchema([own as Schema, ...allOf.map((one) => this.target(one))].reduce(merged));
    const choice = [...anyOf, ...oneOf].filter((one) => Object.keys(one).some((key) => key !== 'required'));
    if (choice.length > 0) return joined(choice.map((one) => this.shapeOfSchema(merged(own, this.target(one)))));
    if ('const' in own) return plain([JSON.stringify(own.const)]);
    if (own.enum !== undefined) return plain(own.enum.map((value) => JSON.stringify(value)));
    return joined(([] as string[]).concat(own.type ?? []).map((type) => shapeOfKind(type, own)));
  }

  private target(schema: Schema): Schema {
    return schema.$ref === undefined ? schema : this.target(this.resolve(schema.$ref));
  }

  private shapeOfType(type: ts.Type): Shape<ts.Type> {
    if (type.isUnion()) return joined(type.types.map((one) => this.shapeOfType(one)));
    const { flags } = type;
    if (flags & ts.TypeFlags.Undefined) return plain([]);
    if (flags & ts.TypeFlags.Null) return plain(['null']);
    if (flags & ts.TypeFlags.BooleanLike) return plain(['true or false']);
    if (type.isStringLiteral() || type.isNumberLiteral()) return plain([JSON.stringify(type.value)]);
    if (flags & ts.TypeFlags.StringLike) return plain(['text']);
    if (flags & ts.TypeFlags.NumberLike) return plain(['number']);
    if (this.checker.isArrayType(type))
      return { ...plain([]), lists: this.checker.getTypeArguments(type as ts.TypeReference) };
    if (flags & (ts.TypeFlags.Object | ts.TypeFlags.Intersection | ts.TypeFlags.NonPrimitive))
      return { ...plain([]), objects: [type] };
    return plain([this.checker.typeToString(type)]);
  }

  private tagOfSchema(schema: Schema, name: string): string | null {
    const { const: value } = schema.properties?.[name] ?? {};
    return value === undefined ? null : JSON.stringify(value);
  }

  private tagsOfType(type: ts.Type, name: string): string[] {
    const field = this.checker.getPropertyOfType(type, name);
    return field === undefined ? [] : [...this.shapeOfType(this.checker.getTypeOfSymbol(field)).plain];
  }

  private say(at: string, difference: string): void {
    this.found.push(`${at}: ${difference}`);
  }
}

function shapeOfKind(kind: string, schema: Schema): Shape<Schema> {
  if (kind === 'object') return { ...plain([]), objects: [schema] };
  if (kind === 'array') return { ...plain([]), lists: schema.items === undefined ? [] : [schema.items] };
  const names: Readonly<Record<string, string>> = { string: 'text', integer: 'number', boolean: 'true or false' };
  return plain([names[kind] ?? kind]);
}

function plain(values: readonly string[]): Shape<never> {
  return { plain: new Set(values), objects: [], lists: [] };
}

function joined<T>(shapes: readonly Shape<T>[]): Shape<T> {
  return {
    plain: new Set(shapes.flatMap((shape) => [...shape.plain])),
    objects: shapes.flatMap(({ objects }) => objects),
    lists: shapes.flatMap(({ lists }) => lists),
  };
}

/** Both at once. */
function merged(one: Schema, other: Schema): Schema {
  const properties = { ...one.properties, ...other.properties };
  const required = [...(one.required ?? []), ...(other.required ?? [])];
  return {
    ...one,
    ...other,
    ...(Object.keys(properties).length > 0 && { properties }),
    ...(required.length > 0 && { required }),
  };
}
