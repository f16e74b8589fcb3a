import { attribute as attributeStep, element, index, key, pathText, type AttributePath } from '../cty/path';
import { attributeOf, isList, isMap, isObject, UNKNOWN, whollyKnown, type ObjectValue, type Value } from '../cty/value';
import { isNested, type Attribute, type NestedShape } from './attribute';
import { bodyOf, type Body } from './body';
import type { BlockNesting } from './blocks';
import type { Say } from './diagnostics';
import { MODES } from './mode';
import { shapeProblems } from './shape-check';
import { shown } from './shown';

export interface ConfigCheck {
  readonly say: Say;
  /** Whether the host keeps write-only values out of its state. */
  readonly writeOnlyAllowed: boolean;
  /** Whether what is around is secret; left out for no. */
  readonly secret?: boolean;
}

/** Holds a configuration against its schema. What is not known yet is passed over: the host asks again when it is. */
export function checkConfig(body: Body, config: Value, check: ConfigCheck, path: AttributePath = []): void {
  if (!isObject(config)) return;
  for (const [name, attribute] of Object.entries(body.attributes)) {
    checkAttribute(attribute, attributeOf(config, name), [...path, attributeStep(name)], check);
  }
  for (const [name, block] of Object.entries(body.blocks)) {
    const at = [...path, attributeStep(name)];
    const value = attributeOf(config, name);
    if (block.deprecated !== null && isThere(block.nesting, value)) sayDeprecated(block.deprecated, at, check.say);
    eachObject(block.nesting, value, at, (object, step) => checkConfig(block, object, check, step));
  }
}

const isThere = (nesting: BlockNesting, value: Value): boolean =>
  nesting === 'single' ? value !== null : value === UNKNOWN || (isList(value) && value.length > 0);

const sayDeprecated = (instead: string, path: AttributePath, say: Say): void =>
  say.warning(`${pathText(path)} is deprecated`, instead, path);

function checkAttribute(attribute: Attribute, value: Value, path: AttributePath, check: ConfigCheck): void {
  const { say } = check;
  const flags = MODES[attribute.mode];
  if (value === null) {
    if (flags.required) {
      const name = pathText(path);
      say.error(`${name} is missing`, `It has no value, and the schema requires one. Set ${name}.`, path);
    }
    return;
  }
  const name = pathText(path);
  if (attribute.mode === 'computed') {
    say.error(`${name} cannot be set`, `The provider computes it. Remove ${name} from the configuration.`, path);
    return;
  }
  if (flags.writeOnly && !check.writeOnlyAllowed) {
    say.error(
      `${name} is for hosts that keep no secrets in their state`,
      `It is write-only, and this host would store it. Use Terraform 1.11 or OpenTofu 1.11, or newer, or remove ${name}.`,
      path,
    );
    return;
  }
  if (attribute.deprecated !== null) sayDeprecated(attribute.deprecated, path, say);
  checkValue(attribute, value, path, check);
}

function checkValue(
  { shape, validators, sensitive, mode }: Attribute,
  value: Value,
  path: AttributePath,
  check: ConfigCheck,
) {
  const secret = check.secret === true || sensitive || MODES[mode].writeOnly;
  const found = (problem: string, fix: string, at: AttributePath, part: Value): void =>
    check.say.error(
      `${pathText(at)} is not valid`,
      `${problem}${secret ? '' : ` (the value is ${shown(part)})`}. ${fix}.`,
      at,
    );
  if (isNested(shape)) {
    const body = bodyOf(shape);
    eachObject(shape.kind, value, path, (object, at) => checkConfig(body, object, { ...check, secret }, at));
  }
  let formed = true;
  for (const { problem, fix, at, value: part } of shapeProblems(shape, value)) {
    formed = false;
    found(problem, fix, [...path, ...at], part);
  }
  if (!formed || !whollyKnown(value)) return;
  for (const validator of validators) {
    const problem = validator.problemOf(value);
    if (problem !== null) found(problem.problem, problem.fix, [...path, ...(problem.at ?? [])], value);
  }
}

function eachObject(
  kind: NestedShape['kind'] | BlockNesting,
  value: Value,
  path: AttributePath,
  each: (object: ObjectValue, path: AttributePath) => void,
): void {
  const one = (object: Value, at: AttributePath): void => (isObject(object) ? each(object, at) : undefined);
  if (kind === 'single') one(value, path);
  else if (isMap(value)) value.forEach((object, name) => one(object, [...path, key(name)]));
  else if (isList(value)) {
    const ordered = kind === 'list' || kind === 'listNested';
    value.forEach((object, at) => one(object, [...path, ordered ? index(at) : element(object)]));
  }
}
