import { pathText, type AttributePath } from '../../cty/path';
import { sameValue, type Value } from '../../cty/value';
import { typeAt, valueAt } from '../value-at';
import { addressable } from '../addressable';
import type { Sides } from '../align';
import { objectTypeOf, type Body } from '../body';
import { overAttributes, type Visit } from '../walk';
import { withDefault } from './defaults';
import { modifying } from './modifiers';
import { keepingMeaning } from './same-meaning';
import { withUnknowns } from './unknowns';
import { withoutWriteOnly } from './write-only';

export interface SchemaPlan {
  readonly planned: Value;
  readonly requiresReplace: readonly AttributePath[];
}

/**
 * What a schema makes of the state that a host proposes for a resource that is to exist: defaults, no secrets, what means the same
 * kept, unknown for what the provider will tell if anything changes, modifiers.
 *
 * @param sides the state is null on create; planned is what the host proposes
 */
export function planBySchema(body: Body, { config, prior, planned: proposed }: Sides): SchemaPlan {
  const step = (planned: Value, visit: Visit): Value => overAttributes(body, { config, prior, planned }, visit);
  let planned = [withDefault, withoutWriteOnly, keepingMeaning].reduce(step, proposed);
  if (!sameValue(objectTypeOf(body), planned, prior)) planned = step(planned, withUnknowns);
  const requiresReplace: AttributePath[] = [];
  planned = step(
    planned,
    modifying(prior === null ? 'create' : 'update', (path) => requiresReplace.push(path)),
  );
  return { planned, requiresReplace };
}

/**
 * All paths for which a change makes a new resource: those of the schema, and those that the resource named and whose values differ. Each
 * once, in the order of their texts.
 */
export function replacing(
  body: Body,
  prior: Value,
  planned: Value,
  { requiresReplace }: SchemaPlan,
  named: readonly AttributePath[],
): AttributePath[] {
  if (prior === null) return [];
  const differing = named.map(addressable).filter((path) => {
    const [before, after] = [valueAt(prior, path), valueAt(planned, path)];
    const type = typeAt(objectTypeOf(body), path);
    if (type === null) throw new Error(`the schema has no ${pathText(path)}, which is to make a new resource`);
    return !sameValue(type, before, after);
  });
  const byText = new Map([...requiresReplace, ...differing].map((path) => [pathText(path), path]));
  return [...byText].sort(([a], [b]) => (a < b ? -1 : a > b ? 1 : 0)).map(([, path]) => path);
}
