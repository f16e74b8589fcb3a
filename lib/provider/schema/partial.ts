import type { ObjectValue, Value } from '../cty/value';
import type { Body } from './body';

/** An object of which only some is known: null, and no blocks, where nothing is said. */
export function filledUp({ attributes, blocks }: Body, partial: ObjectValue): ObjectValue {
  const made: Record<string, Value> = Object.create(null) as Record<string, Value>;
  for (const name of Object.keys(attributes)) made[name] = null;
  for (const [name, { nesting }] of Object.entries(blocks)) made[name] = nesting === 'single' ? null : [];
  return Object.assign(made, partial);
}
