import { attribute as attributeStep, type AttributePath } from '../cty/path';
import { attributeOf, isObject, type ObjectValue, type Value } from '../cty/value';
import { overObjects, type Sides } from './align';
import { isNested, type Attribute } from './attribute';
import { bodyOf, type Body, hasAttribute } from './body';

/** What is made of planned values of attributes. */
export interface Visit {
  /** Whether the body has an attribute of which this may make something; values of all others stay, without a look at them. */
  readonly concerns: (body: Body) => boolean;
  readonly made: (attribute: Attribute, sides: Sides, path: AttributePath) => Value;
}

/** @param is whether `made` may make something of an attribute */
export const visit = (is: (attribute: Attribute) => boolean, made: Visit['made']): Visit => ({
  concerns: hasAttribute(is),
  made,
});

/**
 * Goes over all attributes of a planned object beside its configuration and its state, those outside before those within, and puts in place
 * what the visit makes of them.
 *
 * What is within an attribute is visited where the configuration says something of that attribute: elsewhere its value is the
 * provider's as a whole.
 */
export function overAttributes(body: Body, sides: Sides, visit: Visit, path: AttributePath = []): Value {
  const { planned } = sides;
  if (!isObject(planned) || !visit.concerns(body)) return planned;
  const made: Record<string, Value> = Object.create(null) as Record<string, Value>;
  for (const [name, attribute] of Object.entries(body.attributes)) {
    const at = [...path, attributeStep(name)];
    made[name] = visitAttribute(attribute, sidesOf(sides, name), visit, at);
  }
  for (const [name, block] of Object.entries(body.blocks)) {
    const at = [...path, attributeStep(name)];
    made[name] = overObjects(block.nesting, block, sidesOf(sides, name), (inner, step) =>
      overAttributes(block, inner, visit, step === null ? at : [...at, step]),
    );
  }
  return made as ObjectValue;
}

function visitAttribute(attribute: Attribute, sides: Sides, visit: Visit, at: AttributePath): Value {
  const planned = visit.made(attribute, sides, at);
  const { shape } = attribute;
  if (!isNested(shape) || sides.config === null) return planned;
  const body = bodyOf(shape);
  if (!visit.concerns(body)) return planned;
  return overObjects(shape.kind, body, { ...sides, planned }, (inner, step) =>
    overAttributes(body, inner, visit, step === null ? at : [...at, step]),
  );
}

const partOf = (value: Value, name: string): Value => (isObject(value) ? attributeOf(value, name) : null);

const sidesOf = ({ config, prior, planned }: Sides, name: string): Sides => ({
  config: partOf(config, name),
  prior: partOf(prior, name),
  planned: partOf(planned, name),
});
