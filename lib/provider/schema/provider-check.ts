import type { IdentitySchema } from './identity';
import type { ProviderFunction } from './function';
import type { Provider } from './provider';
import type { Resource } from './resource';
import { NAME, schemaProblems } from './schema-check';
import type { ValueShape } from './value-types';

/**
 * Holds a provider to what hosts take and to what would go wrong later.
 *
 * @throws Error with all that is wrong, a sentence a line
 */
export function checkProvider(provider: Provider): void {
  const problems = providerProblems(provider);
  if (problems.length > 0) throw new Error(`The provider ${provider.name} is not sound:\n- ${problems.join('\n- ')}`);
}

export function providerProblems(provider: Provider): string[] {
  const { name, resources, dataSources, ephemeralResources, functions } = provider;
  return [
    ...(/^[a-z][a-z0-9-]*$/.test(name) ? [] : [`provider ${name}: a name has lower-case letters, digits and dashes.`]),
    ...schemaProblems(provider.schema, 'provider', 'provider'),
    ...named(resources, 'resource', resourceProblems),
    ...named(dataSources, 'data', (it, at) => schemaProblems(it.schema, 'dataSource', at)),
    ...named(ephemeralResources, 'ephemeral', (it, at) => schemaProblems(it.schema, 'ephemeral', at)),
    ...named(functions, 'function', functionProblems),
  ];
}

const named = <T>(of: Readonly<Record<string, T>>, kind: string, problems: (it: T, at: string) => string[]): string[] =>
  Object.entries(of).flatMap(([name, it]) => [
    ...(NAME.test(name) ? [] : [`${kind} ${name}: a name has lower-case letters, digits and underscores.`]),
    ...problems(it, `${kind} ${name}`),
  ]);

function resourceProblems(it: Resource, at: string): string[] {
  const { schema, upgrades, identity, identityOf, identityUpgrades } = it;
  return [
    ...schemaProblems(schema, 'resource', at),
    ...missingUpgrades(schema.version, upgrades).map(
      (version) => `${at}: no upgrade from version ${version} of its schema.`,
    ),
    ...(identity === undefined ? [] : identityProblems(identity, at)),
    ...((identity === undefined) === (identityOf === undefined) ? [] : [`${at}: identity and identityOf go together.`]),
    ...missingUpgrades(identity?.version ?? 0, identityUpgrades).map(
      (version) => `${at}: no upgrade from version ${version} of its identity.`,
    ),
  ];
}

const missingUpgrades = (version: number, upgrades: Readonly<Record<number, unknown>> = {}): number[] =>
  Array.from({ length: version }, (_, from) => from).filter((from) => upgrades[from] === undefined);

function identityProblems({ attributes }: IdentitySchema, at: string): string[] {
  const entries = Object.entries(attributes);
  return [
    ...(entries.length === 0 ? [`${at}: its identity has no attributes.`] : []),
    ...entries.flatMap(([name, { type }]) => [
      ...(NAME.test(name) ? [] : [`${at}: ${name} of its identity is no name.`]),
      ...(isPrimitive(type.shape) || (type.shape.kind === 'list' && isPrimitive(type.shape.element))
        ? []
        : [`${at}: ${name} of its identity is neither a primitive nor a list of primitives.`]),
    ]),
  ];
}

const isPrimitive = ({ kind }: ValueShape): boolean =>
  kind === 'string' || kind === 'number' || kind === 'integer' || kind === 'bool';

function functionProblems({ parameters, variadic, summary }: ProviderFunction, at: string): string[] {
  const all = [...parameters, ...(variadic == null ? [] : [variadic])];
  const names = all.map(({ name }) => name);
  return [
    ...(summary.trim() === '' ? [`${at} has no summary.`] : []),
    ...names.filter((name) => !NAME.test(name)).map((name) => `${at}: parameter ${name} is no name.`),
    ...names
      .filter((name, position) => names.indexOf(name) !== position)
      .map((name) => `${at}: two parameters are named ${name}.`),
  ];
}
