import { Decimal } from '../cty/number';
import { Dynamic, isList, isMap, UNKNOWN, type Value } from '../cty/value';

const LONGEST = 120;

/** A value in a sentence, in the way of a configuration; cut where it is long. */
export function shown(value: Value): string {
  const text = valueText(value);
  return text.length <= LONGEST ? text : `${text.slice(0, LONGEST)}…`;
}

function valueText(value: Value): string {
  if (value === UNKNOWN) return '(known after apply)';
  if (value === null || typeof value !== 'object') return JSON.stringify(value);
  if (Decimal.is(value)) return value.toString();
  if (Dynamic.is(value)) return valueText(value.value);
  if (isList(value)) return `[${value.map(valueText).join(', ')}]`;
  const entries = isMap(value) ? [...value] : Object.entries(value);
  return `{${entries.map(([name, each]) => `${name} = ${valueText(each)}`).join(', ')}}`;
}
