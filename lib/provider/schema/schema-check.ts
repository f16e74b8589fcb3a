import { whollyKnown, type Value } from '../cty/value';
import { isNested, type Attribute, type Attributes, type NestingKind, type Shape } from './attribute';
import type { Block, BlockNesting, Blocks } from './blocks';
import { MODES, type Mode } from './mode';
import type { Schema } from './schema';
import type { ValueShape } from './value-types';

/** What a schema is for, which decides what it may say. */
export type SchemaUse = 'provider' | 'resource' | 'dataSource' | 'ephemeral';

interface UseRules {
  readonly words: string;
  readonly modes: readonly Mode[];
  /** Whether something is planned there: only then modifiers are run. */
  readonly planned: boolean;
  /** Names that hosts keep for themselves in such a block. */
  readonly reserved: readonly string[];
}

const META_ARGUMENTS = ['connection', 'count', 'depends_on', 'for_each', 'lifecycle', 'provider', 'provisioner'];

const USES: Readonly<Record<SchemaUse, UseRules>> = {
  provider: { words: 'a provider', modes: ['required', 'optional'], planned: false, reserved: ['alias', 'version'] },
  resource: {
    words: 'a resource',
    modes: Object.keys(MODES) as Mode[],
    planned: true,
    reserved: META_ARGUMENTS,
  },
  dataSource: {
    words: 'a data source',
    modes: ['required', 'optional', 'computed', 'optionalComputed'],
    planned: false,
    reserved: META_ARGUMENTS,
  },
  ephemeral: {
    words: 'an ephemeral resource',
    modes: ['required', 'optional', 'computed', 'optionalComputed'],
    planned: false,
    reserved: META_ARGUMENTS,
  },
};

/** Names that a host can read in a configuration. */
export const NAME = /^[a-z_][a-z0-9_]*$/;

/** Where in a schema something stands, as far as it limits what may stand there. */
interface Place {
  readonly at: string;
  readonly use: UseRules;
  /** The mode of the attribute around; null in a body. */
  readonly within: Mode | null;
  /** What it is an element of: elements of sets have no name, those of lists may be others than before. */
  readonly elementOf: readonly ('list' | 'set' | 'map')[];
  readonly root: boolean;
}

const COLLECTION: Readonly<Record<NestingKind | BlockNesting, 'list' | 'set' | 'map' | null>> = {
  single: null,
  listNested: 'list',
  setNested: 'set',
  mapNested: 'map',
  list: 'list',
  set: 'set',
};

/** All that is wrong with a schema, as sentences for who wrote it: what hosts refuse, and what would go wrong there later. */
export function schemaProblems(schema: Schema, use: SchemaUse, at: string): string[] {
  const version =
    Number.isSafeInteger(schema.version) && schema.version >= 0
      ? []
      : [`${at}: version ${schema.version} is no whole number from 0 on.`];
  const place: Place = { at, use: USES[use], within: null, elementOf: [], root: true };
  return [...version, ...described(schema.description, at), ...bodyProblems(schema.attributes, schema.blocks, place)];
}

const described = (description: string, at: string): string[] =>
  description.trim() === '' ? [`${at} has no description, which is what its documentation is made of.`] : [];

function bodyProblems(attributes: Attributes, blocks: Blocks, place: Place): string[] {
  const twice = Object.keys(blocks).filter((name) => Object.hasOwn(attributes, name));
  return [
    ...twice.map((name) => `${place.at}.${name} is both an attribute and a block.`),
    ...attributesProblems(attributes, place),
    ...Object.entries(blocks).flatMap(([name, block]) => [
      ...nameProblems(name, place),
      ...blockProblems(block, inside(place, name, COLLECTION[block.nesting])),
    ]),
  ];
}

const inside = (place: Place, name: string, collection: Place['elementOf'][number] | null): Place => ({
  ...place,
  at: `${place.at}.${name}`,
  elementOf: collection === null ? place.elementOf : [...place.elementOf, collection],
  root: false,
});

const attributesProblems = (attributes: Attributes, place: Place): string[] =>
  Object.entries(attributes).flatMap(([name, attribute]) => [
    ...nameProblems(name, place),
    ...attributeProblems(attribute, { ...place, at: `${place.at}.${name}`, root: false }),
  ]);

function nameProblems(name: string, { at, root, use }: Place): string[] {
  if (!NAME.test(name))
    return [`${at}.${name}: a name has lower-case letters, digits and underscores, and no digit in front.`];
  if (root && use.reserved.includes(name))
    return [`${at}.${name}: hosts keep this name for themselves in ${use.words}.`];
  return [];
}

function blockProblems(block: Block, place: Place): string[] {
  const { at } = place;
  const { min, max, nesting } = block;
  const limits = [];
  if (min < 0 || !Number.isSafeInteger(min) || (max !== null && (max < 1 || max < min || !Number.isSafeInteger(max)))) {
    limits.push(`${at}: from ${min} to ${max} blocks is no range.`);
  }
  if (nesting === 'single' && (min > 0 || max !== null)) limits.push(`${at}: a single block has no limits of count.`);
  return [...limits, ...described(block.description, at), ...bodyProblems(block.attributes, block.blocks, place)];
}

function attributeProblems(attribute: Attribute, place: Place): string[] {
  const { mode, shape, description } = attribute;
  const { at } = place;
  const nested = isNested(shape)
    ? attributesProblems(shape.attributes, { ...place, within: mode, elementOf: within(place, shape.kind) })
    : [];
  return [
    ...described(description, at),
    ...modeProblems(attribute, place),
    ...modifierProblems(attribute, place),
    ...(attribute.sameMeaning !== null && place.elementOf.includes('set')
      ? [`${at} has sameMeaning in a set: no element of a set is known to be one of before.`]
      : []),
    ...defaultProblems(attribute, at),
    ...dynamicProblems(shape, place),
    ...setProblems(attribute, place),
    ...givenBackProblems(attribute, at),
    ...nested,
  ];
}

function within({ elementOf }: Place, kind: NestingKind): Place['elementOf'] {
  const collection = COLLECTION[kind];
  return collection === null ? elementOf : [...elementOf, collection];
}

function modeProblems({ mode, nullable, shape }: Attribute, { at, use, within, elementOf }: Place): string[] {
  const problems = [];
  if (!use.modes.includes(mode)) problems.push(`${at} is ${mode}, which nothing in ${use.words} can be.`);
  if (nullable && (!MODES[mode].computed || mode === 'defaulted')) {
    problems.push(`${at} is ${mode}: nullable is for what the provider computes.`);
  }
  if (within === 'computed' && mode !== 'computed') {
    problems.push(`${at} is ${mode} within a computed attribute: nobody could configure it, so make it computed.`);
  }
  const secret = MODES[mode].writeOnly;
  if (within !== null && MODES[within].writeOnly && !secret) {
    problems.push(`${at} is ${mode} within a write-only attribute: what is in one is write-only as well.`);
  }
  if (secret && (elementOf.includes('set') || shape.kind === 'setNested')) {
    problems.push(
      `${at} is write-only in a set: elements of a set are told apart by their values, and this one is not kept.`,
    );
  }
  if (secret && within !== null && MODES[within].computed) {
    problems.push(`${at} is write-only within an attribute that the provider computes.`);
  }
  return problems;
}

function modifierProblems({ modifiers }: Attribute, { at, elementOf, use }: Place): string[] {
  if (modifiers.length === 0) return [];
  if (!use.planned) return [`${at} has plan modifiers, and nothing is planned in ${use.words}.`];
  if (elementOf.includes('set')) {
    return [`${at} has plan modifiers in a set: no element of a set is known to be one of before. Use modifyPlan.`];
  }
  const keeping = modifiers.filter(({ needsSameElement }) => needsSameElement === true);
  return elementOf.includes('list') && keeping.length > 0
    ? keeping.map(
        ({ description }) =>
          `${at} "${description}" in a list: an element may be another one than that of before at its place. Use modifyPlan.`,
      )
    : [];
}

function defaultProblems(attribute: Attribute, at: string): string[] {
  if (attribute.mode !== 'defaulted')
    return attribute.default === null ? [] : [`${at} has a default and is not defaulted.`];
  const value: Value = attribute.default;
  if (value === null || !whollyKnown(value)) return [`${at} has no default that is known.`];
  return attribute.validators.flatMap((validator) => {
    const found = validator.problemOf(value);
    return found === null ? [] : [`${at}: its own validators refuse the default. ${found.problem}.`];
  });
}

/**
 * Hosts pair the elements of a set with those of the state by all that is not computed, and do not look into sets for that: with something
 * computed there no element is ever one of before.
 */
function setProblems({ mode, shape }: Attribute, { at, elementOf }: Place): string[] {
  if (!MODES[mode].computed || !elementOf.includes('set')) return [];
  const isSet = shape.kind === 'set' || shape.kind === 'setNested';
  return isSet || elementOf.indexOf('set') !== elementOf.lastIndexOf('set')
    ? [`${at} is ${mode}, and a set in a set: hosts would plan a change every time. Take a list or a map.`]
    : [];
}

/**
 * Where a configuration says nothing of a nested attribute, hosts take what only a configuration can have said in it for something that was
 * taken away.
 */
function givenBackProblems({ mode, shape, modifiers }: Attribute, at: string): string[] {
  if (mode !== 'optionalComputed' || !isNested(shape) || modifiers.length > 0) return [];
  const configured = Object.entries(shape.attributes).filter(([, inner]) => !MODES[inner.mode].computed);
  return configured.map(
    ([name]) =>
      `${at}.${name} is not computed within ${at}, which the provider may set: hosts would plan a change every time. Make it computed or optionalComputed, or keep ${at} by a modifier.`,
  );
}

function dynamicProblems(shape: Shape, { at, elementOf }: Place): string[] {
  if (isNested(shape)) return [];
  if (shape.kind === 'dynamic' && elementOf.length > 0) {
    return [`${at} is of any type within a collection, whose elements are of one type: take the dynamic one level up.`];
  }
  return hasDynamicElements(shape) ? [`${at} is a collection of any type: make the whole attribute dynamic.`] : [];
}

function hasDynamicElements(shape: ValueShape): boolean {
  switch (shape.kind) {
    case 'string':
    case 'number':
    case 'integer':
    case 'bool':
    case 'dynamic':
      return false;
    case 'list':
    case 'set':
    case 'map':
      return hasDynamic(shape.element);
    case 'object':
      return Object.values(shape.attributes).some(hasDynamicElements);
  }
}

const hasDynamic = (shape: ValueShape): boolean =>
  shape.kind === 'dynamic' ||
  hasDynamicElements(shape) ||
  (shape.kind === 'object' && Object.values(shape.attributes).some(hasDynamic));
