import { parse } from 'lossless-json';
import { numberFrom, numberText, Decimal } from '../cty/number';

/** JSON as it stands in states. Numbers that a double cannot hold are Decimals. */
export type Json = string | number | boolean | null | Decimal | readonly Json[] | JsonObject;

export interface JsonObject {
  readonly [key: string]: Json;
}

/** @throws Error for a text that is no JSON object */
export function jsonObjectFrom(text: string): JsonObject {
  const read = parse(text, undefined, (literal) => numberFrom(literal) ?? literal) as Json;
  if (typeof read !== 'object' || read === null || Array.isArray(read) || Decimal.is(read)) {
    throw new Error('The state is no JSON object');
  }
  return read as JsonObject;
}

/** No digit is lost. */
export function jsonText(value: Json): string {
  if (typeof value === 'number' || Decimal.is(value)) return numberText(value);
  if (typeof value !== 'object' || value === null) return JSON.stringify(value);
  if (Array.isArray(value)) return `[${value.map(jsonText).join(',')}]`;
  return `{${Object.entries(value)
    .map(([key, each]) => `${JSON.stringify(key)}:${jsonText(each as Json)}`)
    .join(',')}}`;
}
