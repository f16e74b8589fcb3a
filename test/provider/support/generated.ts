import { listOf, NUMBER, objectOf as objectOfTypes, STRING } from '../../../lib/provider/cty/type';
import { Dynamic, UNKNOWN, isList, isMap, isObject, type Value } from '../../../lib/provider/cty/value';
import {
  block,
  computed,
  defaulted,
  nullable,
  optional,
  optionalComputed,
  required,
  requiresReplace,
  schema,
  types,
  useStateForUnknown,
  writeOnly,
} from '../../../lib/provider/schema';
import { isNested, type Attribute, type Attributes, type Shape } from '../../../lib/provider/schema/attribute';
import type { Block, Blocks } from '../../../lib/provider/schema/blocks';
import { MODES, type Mode } from '../../../lib/provider/schema/mode';
import type { PlanModifier } from '../../../lib/provider/schema/plan-modifier';
import type { Schema } from '../../../lib/provider/schema/schema';
import type { ValueShape, ValueType } from '../../../lib/provider/schema/value-types';
import fc from '../../support/properties';

/*
 * Schemas of all kinds, and configurations for them.
 */

const description = 'd';

/** Where attributes stand: what is in sets takes no modifiers, what is in what the provider computes is computed. */
interface Place {
  readonly depth: number;
  readonly inSet: boolean;
  readonly inSetInSet: boolean;
  readonly inList: boolean;
  /** Of any kind: elements of collections are of one type. */
  readonly inCollection: boolean;
  readonly modes: readonly Mode[];
}

const ALL: readonly Mode[] = ['required', 'optional', 'computed', 'optionalComputed', 'defaulted', 'writeOnly'];
/**
 * Elements of sets that differ only in what may be computed become one, or are taken for one another, once it is: what hosts do then
 * depends on their order.
 */
const IN_SETS: readonly Mode[] = ['required', 'optional', 'computed'];
/** Of an attribute that the provider may fill in as a whole, nothing is the configuration's alone: see the schema check. */
const MODES_WITHIN: Readonly<Record<Mode, readonly Mode[]>> = {
  required: ALL,
  optional: ALL,
  computed: ['computed'],
  optionalComputed: ['computed', 'optionalComputed'],
  defaulted: [],
  requiredWriteOnly: ['writeOnly'],
  writeOnly: ['writeOnly'],
};

const simpleTypes: readonly ValueType[] = [types.string, types.integer, types.bool, types.number];
const simple = fc.constantFrom(...simpleTypes);
const valueType: fc.Arbitrary<ValueType> = fc.oneof(
  { weight: 4, arbitrary: simple },
  { weight: 1, arbitrary: simple.map((each) => types.list(each as never) as ValueType) },
  { weight: 1, arbitrary: simple.map((each) => types.set(each as never) as ValueType) },
  { weight: 1, arbitrary: simple.map((each) => types.map(each as never) as ValueType) },
  { weight: 1, arbitrary: simple.map((each) => types.object({ a: each, b: types.string }) as ValueType) },
);

const attributes = (place: Place): fc.Arbitrary<Attributes> =>
  fc
    .array(attribute(place), { minLength: 1, maxLength: place.depth === 0 ? 5 : 3 })
    .map((all) => Object.fromEntries(all.map((each, at) => [`a${at}`, each])));

const NESTINGS = ['single', 'listNested', 'setNested', 'mapNested'] as const;

function attribute(place: Place): fc.Arbitrary<Attribute> {
  const leaf = fc
    .tuple(
      fc.constantFrom(...place.modes),
      place.inCollection
        ? valueType
        : fc.oneof({ weight: 9, arbitrary: valueType }, { weight: 1, arbitrary: fc.constant(types.dynamic) }),
      fc.boolean(),
      fc.boolean(),
    )
    .filter(([mode, { shape }]) => !(place.inSet && MODES[mode].computed && shape.kind === 'set'))
    .chain(([mode, type, modified, mayBeNull]) =>
      valueOf(type.shape).map((value) => leafAttribute(mode, type, value, place, modified, mayBeNull)),
    );
  if (place.depth >= 2) return leaf;
  const nested = fc
    .tuple(fc.constantFrom(...place.modes.filter((mode) => mode !== 'defaulted')), fc.constantFrom(...NESTINGS))
    .filter(
      ([mode, kind]) => !(kind === 'setNested' && (MODES[mode].writeOnly || (place.inSet && MODES[mode].computed))),
    )
    .chain(([mode, kind]) => {
      const inSet = place.inSet || kind === 'setNested';
      const inSetInSet = place.inSetInSet || (place.inSet && kind === 'setNested');
      const modes = MODES_WITHIN[mode].filter((each) => place.modes.includes(each) || place.depth === 0);
      return attributes({
        depth: place.depth + 1,
        inSet,
        inSetInSet,
        inList: place.inList || kind === 'listNested',
        inCollection: place.inCollection || kind !== 'single',
        modes: modes.filter((each) => (!inSet || IN_SETS.includes(each)) && !(inSetInSet && MODES[each].computed)),
      }).map((inner) => nestedAttribute(mode, kind, inner));
    });
  return fc.oneof({ weight: 3, arbitrary: leaf }, { weight: 2, arbitrary: nested });
}

function leafAttribute(
  mode: Mode,
  type: ValueType,
  value: Value,
  place: Place,
  modified: boolean,
  mayBeNull: boolean,
): Attribute {
  const base = basis(mode, value, place, modified);
  const made: Attribute = { ...base, shape: type.shape };
  return mayBeNull && MODES[mode].computed && mode !== 'defaulted' ? (nullable(made) as Attribute) : made;
}

const nestedAttribute = (mode: Mode, kind: (typeof NESTINGS)[number], inner: Attributes): Attribute => ({
  ...basis(mode, 'x', { depth: 0, inSet: true, inSetInSet: true, inList: true, inCollection: true, modes: [] }, false),
  shape: { kind, attributes: inner },
});

const sameInAnyCase = (a: unknown, b: unknown): boolean =>
  typeof a === 'string' && typeof b === 'string' && a.toLowerCase() === b.toLowerCase();

/** By the builders, so that their defaults are what they are for everybody. */
function basis(mode: Mode, value: Value, { inSet, inList }: Place, modified: boolean): Attribute {
  const keeping: PlanModifier[] = modified && !inSet && !inList ? [useStateForUnknown()] : [];
  const replacing: PlanModifier[] = modified && !inSet ? [requiresReplace()] : [];
  const sameMeaning = inSet || !modified ? {} : { sameMeaning: sameInAnyCase };
  switch (mode) {
    case 'required':
      return required.string({ description, modifiers: replacing, ...sameMeaning }) as Attribute;
    case 'optional':
      return optional.string({ description, modifiers: replacing }) as Attribute;
    case 'computed':
      return computed.string({ description, modifiers: keeping }) as Attribute;
    case 'optionalComputed':
      return optionalComputed.string({ description, modifiers: [...keeping, ...replacing] }) as Attribute;
    case 'defaulted':
      return { ...(defaulted.string({ description, default: 'x', ...sameMeaning }) as Attribute), default: value };
    case 'requiredWriteOnly':
    case 'writeOnly':
      return writeOnly.string({ description }) as Attribute;
  }
}

const blocks: fc.Arbitrary<Blocks> = fc
  .array(
    fc.constantFrom('single', 'list', 'set').chain((nesting) =>
      attributes({
        depth: 1,
        inSet: nesting === 'set',
        inSetInSet: false,
        inList: nesting === 'list',
        inCollection: nesting !== 'single',
        modes: nesting === 'set' ? IN_SETS : ALL,
      }).map((inner): Block => ({
        ...(block.single({}, { description }) as Block),
        nesting: nesting as Block['nesting'],
        attributes: inner,
      })),
    ),
    { maxLength: 2 },
  )
  .map((all) => Object.fromEntries(all.map((each, at) => [`b${at}`, each])));

export const anySchema: fc.Arbitrary<Schema> = fc
  .tuple(
    attributes({ depth: 0, inSet: false, inSetInSet: false, inList: false, inCollection: false, modes: ALL }),
    blocks,
  )
  .map(([own, inner]) =>
    schema({
      description,
      attributes: { ...own, id: computed.string({ description, modifiers: [useStateForUnknown()] }) },
      blocks: inner,
    }),
  );

// ---- values

const KEYS = ['k', '__proto__', 'a b'] as const;

function valueOf(shape: ValueShape): fc.Arbitrary<Value> {
  switch (shape.kind) {
    case 'string':
      return fc.constantFrom('', 'a', 'A', 'ü', '0.1');
    case 'bool':
      return fc.boolean();
    case 'integer':
      return fc.constantFrom(0, 1, -3, Number.MAX_SAFE_INTEGER);
    case 'number':
      return fc.constantFrom(0, 0.1, 1.5, 1e300, -2);
    case 'dynamic':
      return fc.constantFrom<Value>(
        new Dynamic(STRING, 'a'),
        new Dynamic(listOf(NUMBER), [1, 0.1]),
        new Dynamic(objectOfTypes({ a: STRING }), { a: null }),
      );
    case 'list':
      return fc.array(valueOf(shape.element), { maxLength: 2 });
    case 'set':
      return fc.uniqueArray(valueOf(shape.element), { maxLength: 2 });
    case 'map':
      return fc
        .uniqueArray(fc.constantFrom(...KEYS), { maxLength: 2 })
        .chain((keys) =>
          fc
            .tuple(...keys.map(() => valueOf(shape.element)))
            .map((values) => new Map(keys.map((key, at) => [key, values[at] ?? null]))),
        );
    case 'object':
      return objectOf(Object.entries(shape.attributes).map(([name, each]) => [name, orNull(valueOf(each))] as const));
  }
}

const orNull = (value: fc.Arbitrary<Value>): fc.Arbitrary<Value> =>
  fc.oneof({ weight: 3, arbitrary: value }, { weight: 1, arbitrary: fc.constant(null) });

const objectOf = (of: readonly (readonly [string, fc.Arbitrary<Value>])[]): fc.Arbitrary<Value> =>
  fc
    .tuple(...of.map(([, value]) => value))
    .map((values) => Object.fromEntries(of.map(([name], at) => [name, values[at] ?? null])));

function configOfShape(shape: Shape): fc.Arbitrary<Value> {
  if (!isNested(shape)) return valueOf(shape);
  const object = configOfBody(shape.attributes, {});
  switch (shape.kind) {
    case 'single':
      return object;
    case 'listNested':
    case 'setNested':
      return fc.array(object, { maxLength: 3 });
    case 'mapNested':
      return fc
        .uniqueArray(fc.constantFrom(...KEYS), { maxLength: 2 })
        .chain((keys) =>
          fc
            .tuple(...keys.map(() => object))
            .map((values) => new Map(keys.map((key, at) => [key, values[at] ?? null]))),
        );
  }
}

const configOfAttribute = ({ mode, shape }: Attribute): fc.Arbitrary<Value> =>
  mode === 'computed' ? fc.constant(null) : MODES[mode].required ? configOfShape(shape) : orNull(configOfShape(shape));

const configOfBlock = (it: Block): fc.Arbitrary<Value> => {
  const object = configOfBody(it.attributes, it.blocks);
  return it.nesting === 'single' ? orNull(object) : fc.array(object, { maxLength: 3 });
};

const configOfBody = (own: Attributes, inner: Blocks): fc.Arbitrary<Value> =>
  objectOf([
    ...Object.entries(own).map(([name, each]) => [name, configOfAttribute(each)] as const),
    ...Object.entries(inner).map(([name, each]) => [name, configOfBlock(each)] as const),
  ]);

/** A configuration without unknowns. */
export const configOf = (it: Schema): fc.Arbitrary<Value> => configOfBody(it.attributes, it.blocks);

/** The same configuration while some of it is not known. Whether a value is, `hidden` says of one after another. */
export function partlyUnknown(it: Schema, config: Value, hidden: () => boolean): Value {
  return hideBody(it.attributes, it.blocks, config, hidden);
}

function hideBody(own: Attributes, inner: Blocks, value: Value, hidden: () => boolean): Value {
  if (!isObject(value)) return value;
  const made: Record<string, Value> = {};
  for (const [name, { mode, shape }] of Object.entries(own)) {
    const part = value[name] ?? null;
    if (mode === 'computed') made[name] = null;
    else if (hidden()) made[name] = UNKNOWN;
    else if (isNested(shape)) made[name] = overObjects(part, (each) => hideBody(shape.attributes, {}, each, hidden));
    else made[name] = part;
  }
  for (const [name, each] of Object.entries(inner)) {
    const part = value[name] ?? null;
    made[name] = overObjects(part, (object) => hideBody(each.attributes, each.blocks, object, hidden));
  }
  return made;
}

function overObjects(value: Value, each: (object: Value) => Value): Value {
  if (isList(value)) return value.map(each);
  if (isMap(value)) return new Map([...value].map(([key, one]) => [key, each(one)]));
  return each(value);
}

/** What a provider makes of a plan: every unknown gets a value, and nothing else changes. */
export function filledIn(it: Schema, planned: Value): Value {
  return fillBody(it.attributes, it.blocks, planned);
}

function fillBody(own: Attributes, inner: Blocks, value: Value): Value {
  if (!isObject(value)) return value;
  const made: Record<string, Value> = {};
  for (const [name, attribute] of Object.entries(own)) made[name] = fillAttribute(attribute, value[name] ?? null);
  for (const [name, each] of Object.entries(inner)) {
    made[name] = overObjects(value[name] ?? null, (object) => fillBody(each.attributes, each.blocks, object));
  }
  return made;
}

function fillAttribute({ shape, nullable: mayBeNull, mode }: Attribute, value: Value): Value {
  if (MODES[mode].writeOnly) return null;
  if (value === UNKNOWN) return mayBeNull ? null : madeOf(shape);
  if (isNested(shape)) return overObjects(value, (object) => fillBody(shape.attributes, {}, object));
  return value;
}

function madeOf(shape: Shape): Value {
  if (isNested(shape)) {
    const unknowns = Object.fromEntries(Object.keys(shape.attributes).map((name) => [name, UNKNOWN]));
    const object = fillBody(shape.attributes, {}, unknowns);
    if (shape.kind === 'single') return object;
    return shape.kind === 'mapNested' ? new Map([['made', object]]) : [object];
  }
  switch (shape.kind) {
    case 'string':
      return 'made';
    case 'bool':
      return true;
    case 'integer':
    case 'number':
      return 7;
    case 'dynamic':
      return new Dynamic(STRING, 'made');
    case 'list':
    case 'set':
      return [madeOf(shape.element)];
    case 'map':
      return new Map([['made', madeOf(shape.element)]]);
    case 'object':
      return Object.fromEntries(Object.entries(shape.attributes).map(([name, each]) => [name, madeOf(each)]));
  }
}
